// What every user may see and set of himself: the account, and automatic replies.

import { oofSettingsOf, setOofSettings } from '../../mailbox/automatic-replies.ts'
import { plainText } from '../../mailbox/body-text.ts'
import type { Mailbox } from '../../mailbox/mailbox.ts'
import { mailboxesOf } from '../../mailbox/store.ts'
import { type Markup, markup } from '../../xml/markup.ts'
import { canaryField } from '../web/canary.ts'
import type { SentForm } from '../web/form-data.ts'
import { type EcpCall, EcpNotFound } from './call.ts'
import { ecpNote } from './notes.ts'
import { ecpPage } from './shell.ts'

/** Where the form for automatic replies goes. */
export const automaticRepliesPath = '/ecp/options/automatic-replies'

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
</dl>
${mailbox && automaticReplies(call, mailbox)}`
  return ecpPage(call, { title: 'account', tab: 'options', content, note: ecpNote(call.query.get('note')) })
}

function automaticReplies(call: EcpCall, mailbox: Mailbox): Markup {
  const { state, audience, internalReply, externalReply } = oofSettingsOf(mailbox)
  const text = (html: string): string => plainText({ body: { type: 'html', content: html } })
  const box = (name: string, label: string, checked: boolean): Markup =>
    markup`<p class="check"><input type="checkbox" id="${name}" name="${name}" value="1"${
      checked ? markup` checked` : undefined
    }><label for="${name}">${label}</label></p>`
  // A browser drops the first line end within a textarea, so one is put there.
  return markup`<h2>automatic replies</h2>
<form class="fields" id="oof" method="post" action="${automaticRepliesPath}">${canaryField(call)}
${box('enabled', 'Send automatic replies', state !== 'Disabled')}
<label for="internal">To senders inside the organization:</label><textarea id="internal" name="internal" rows="4">
${text(internalReply)}</textarea>
${box('outside', 'Reply to senders outside the organization too', audience !== 'None')}
<label for="external">To senders outside:</label><textarea id="external" name="external" rows="4">
${text(externalReply)}</textarea>
<p class="bar"><button class="primary" type="submit">save</button></p>
</form>`
}

/** Sets the automatic replies as the form says. @returns where the browser goes @throws EcpNotFound without a mailbox */
export function saveAutomaticReplies(call: EcpCall, form: SentForm): string {
  const mailbox = mailboxesOf(call.context).of(call.user)
  if (mailbox === undefined) throw new EcpNotFound('There is no mailbox.')
  const old = oofSettingsOf(mailbox)
  const html = (name: string): string => {
    const lines = (form.get(name) ?? '').slice(0, 32_000).split(/\r?\n/)
    return lines.every((line) => line === '')
      ? ''
      : markup`<p>${lines.map((line, n) => markup`${n === 0 ? undefined : markup`<br>`}${line}`)}</p>`.text
  }
  // What another client has scheduled stays so, unless it is switched off here.
  const state = form.get('enabled') !== '1' ? 'Disabled' : old.state === 'Scheduled' ? 'Scheduled' : 'Enabled'
  const audience = form.get('outside') !== '1' ? 'None' : old.audience === 'Known' ? 'Known' : 'All'
  setOofSettings(mailbox, { ...old, state, audience, internalReply: html('internal'), externalReply: html('external') })
  return '/ecp/?rfr=owa&note=replies'
}
