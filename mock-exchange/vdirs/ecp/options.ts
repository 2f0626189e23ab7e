import { mailboxesOf } from '../../mailbox/store.ts'
import { type Markup, markup } from '../../xml/markup.ts'
import type { EcpCall } from './call.ts'
import { ecpPage } from './shell.ts'

/** What every user may see of himself. */
export function optionsPage(call: EcpCall): Markup {
  const { user, context } = call
  const mailbox = mailboxesOf(context).of(user)
  const megabytes = (bytes: number): string => `${(bytes / 1_024 ** 2).toFixed(1)} MB`
  const usage =
    mailbox === undefined
      ? markup`<dt>Mailbox</dt><dd>none</dd>`
      : markup`<dt>Mailbox usage</dt><dd>${megabytes(mailbox.used)} of ${megabytes(user.quota)}</dd>`
  const content = markup`<h1>account</h1>
<dl class="head">
<dt>Display name</dt><dd>${user.displayName}</dd>
<dt>Email address</dt><dd id="address">${user.mailbox}</dd>
<dt>User name</dt><dd>${user.domain}\\${user.user}</dd>
${usage}
</dl>`
  return ecpPage(call, { title: 'account', tab: 'options', content })
}
