// The frame of every page of ECP.

import { type Markup, markup } from '../../xml/markup.ts'
import { buildText, versionOf } from '../exchange-version.ts'
import type { VdirContext } from '../types.ts'
import { canaryField } from '../web/canary.ts'
import { pageStyles } from '../web/theme.ts'
import type { EcpCall } from './call.ts'

/** Folder of the files that pages need, which names the build, as in the real one. */
export function ecpFolder({ plan }: VdirContext): string {
  return `/ecp/${buildText(versionOf(plan).build)}/themes/default`
}

export interface EcpPage {
  readonly title: string
  readonly tab: 'options' | 'vdirs' | 'servers'
  readonly content: Markup
  readonly note?: string | undefined
}

/** A page; the tabs of the admin center are for administrators alone. */
export function ecpPage({ context, user }: EcpCall, { title, tab, content, note }: EcpPage): Markup {
  const entry = (name: EcpPage['tab'], text: string, href: string): Markup =>
    markup`<li class="in0"><a href="${href}"${name === tab ? markup` aria-current="page"` : undefined}><span>${text}</span></a></li>\n`
  const admin = user.administrator
    ? [entry('vdirs', 'virtual directories', '/ecp/vdirs'), entry('servers', 'servers', '/ecp/servers')]
    : undefined
  const brand = user.administrator && tab !== 'options' ? 'Exchange admin center' : 'Options'
  return markup`<html lang="en"><head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} - ${brand}</title>
<link rel="stylesheet" href="${ecpFolder(context)}/${pageStyles.name}">
</head><body>
<header class="top"><span class="brand">${brand}</span>
<span id="account" title="Signed in as ${user.domain}\\${user.user}, ${user.mailbox}">${user.domain}\\${user.user}</span>
<a href="/owa/">Mail</a>
<a id="signout" href="/owa/logoff.owa">sign out</a></header>
<div class="frame">
<div class="left"><nav aria-label="Features"><ul>${admin}${entry('options', 'options', '/ecp/?rfr=owa')}</ul></nav></div>
<main>
${note === undefined ? undefined : markup`<p class="note" role="status">${note}</p>`}
${content}
</main>
</div>
</body></html>`
}

/** A form of one button. */
export function buttonForm(
  call: EcpCall,
  action: string,
  text: string,
  fields: Readonly<Record<string, string>>,
): Markup {
  const hidden = Object.entries(fields).map(
    ([name, value]) => markup`<input type="hidden" name="${name}" value="${value}">`,
  )
  return markup`<form method="post" action="${action}">${canaryField(call)}${hidden}<button type="submit">${text}</button></form>`
}
