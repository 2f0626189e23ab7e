// The frame of every page of OWA: the bar on top, the folders on the left, the page itself.

import type { Folder } from '../../mailbox/folders.ts'
import { type Markup, markup } from '../../xml/markup.ts'
import { buildText, versionOf } from '../exchange-version.ts'
import type { VdirContext } from '../types.ts'
import { canaryField } from '../web/canary.ts'
import { logonIcon, pageStyles } from '../web/theme.ts'
import { idOf, link, type OwaCall } from './call.ts'
import { logonFolder } from './logon-page.ts'
import { pageScript } from './page-script.ts'

/** Folder of the files that pages need, which names the build, as in the real one. */
export function pageFolder({ plan }: VdirContext): string {
  return `/owa/prem/${buildText(versionOf(plan).build)}`
}

export interface OwaPage {
  readonly title: string
  readonly module: 'mail' | 'calendar' | 'people'
  /** The folder that is shown. */
  readonly folder?: Folder
  readonly content: Markup
  /** What the last action did, or why it did not. */
  readonly note?: string | undefined
}

const modules = [
  ['mail', 'Mail', link({ ae: 'Folder', t: 'IPF.Note', id: 'inbox' })],
  ['calendar', 'Calendar', link({ ae: 'Folder', t: 'IPF.Appointment' })],
  ['people', 'People', link({ ae: 'Folder', t: 'IPF.Contact' })],
] as const

export function owaPage(call: OwaCall, { title, module, folder, content, note }: OwaPage): Markup {
  const { user, context } = call
  const files = pageFolder(context)
  const links = modules.map(
    ([name, text, href]) =>
      markup`<a href="${href}"${name === module ? markup` aria-current="page"` : undefined}>${text}</a>\n`,
  )
  return markup`<html lang="en"><head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} - ${user.displayName} - Outlook Web App</title>
<link rel="icon" href="${logonFolder(versionOf(context.plan))}/${logonIcon.name}" type="image/svg+xml">
<link rel="stylesheet" href="${files}/${pageStyles.name}">
<script src="${files}/${pageScript.name}" defer></script>
</head><body>
<header class="top"><span class="brand">Outlook Web App</span>
<nav aria-label="Outlook">${links}</nav>
<span id="account" title="Signed in as ${user.domain}\\${user.user}, ${user.mailbox}">${user.displayName}</span>
<a href="/ecp/?rfr=owa">Options</a>
<a id="signout" href="/owa/logoff.owa">sign out</a></header>
<div class="frame">
<div class="left">
<p class="new"><a class="button primary" href="${link({ ae: 'Item', a: 'New', t: 'IPM.Note' })}">new mail</a></p>
<nav aria-label="Folders" id="folders"><ul>${folderList(call, folder)}</ul></nav>
<form method="post" action="${link({ ae: 'PreFormAction', a: 'NewFolder' })}">${canaryField(call)}
<label class="hidden" for="newfolder">Name of a new folder</label>
<input type="text" id="newfolder" name="name" maxlength="255" placeholder="new folder" required>
<button type="submit" class="hidden">create folder</button></form>
</div>
<main>
${note === undefined ? undefined : markup`<p class="note" role="status">${note}</p>`}
${content}
</main>
</div>
</body></html>`
}

/** Order of the default folders; the user's own follow. */
const order = ['inbox', 'drafts', 'sentitems', 'deleteditems', 'junkemail', 'outbox']

/** Folders with mail in them, each with its number of unread messages. */
function folderList(call: OwaCall, current: Folder | undefined): Markup[] {
  const { mailbox } = call
  const rank = ({ name }: Folder): number => {
    const place = order.indexOf(name ?? '')
    return place < 0 ? order.length : place
  }
  const below = (parent: Folder, depth: number): Markup[] =>
    mailbox
      .childrenOf(parent)
      .filter(({ containerClass }) => /^IPF\.Note\b/i.test(containerClass ?? ''))
      .toSorted((a, b) => rank(a) - rank(b))
      .flatMap((folder) => [entry(folder, depth), ...below(folder, depth + 1)])
  const entry = (folder: Folder, depth: number): Markup => {
    const unread = mailbox.unread(folder)
    const href = link({ ae: 'Folder', t: 'IPF.Note', id: folder.name ?? idOf(call, folder) })
    const shown = folder.id.counter === current?.id.counter ? markup` aria-current="page"` : undefined
    const count =
      unread === 0 ? undefined : markup`<span class="count">${unread}<span class="hidden"> unread</span></span>`
    return markup`<li class="in${Math.min(depth, 3)}"><a href="${href}"${shown}><span>${folder.displayName}</span>${count}</a></li>\n`
  }
  return below(mailbox.folder('msgfolderroot'), 0)
}
