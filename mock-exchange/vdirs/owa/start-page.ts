import type { UserPlan } from '../../../topology/lab-plan.ts'
import { markup } from '../../xml/markup.ts'
import { buildText, type ExchangeVersion } from '../exchange-version.ts'

export interface StartPage {
  readonly user: UserPlan
  readonly version: ExchangeVersion
  /** Unread messages in the Inbox. */
  readonly unread: number
}

/** What a user sees after the logon. Its scripts and styles lie in a folder that names the build, as in the real one. */
export function startPage({ user, version, unread }: StartPage): string {
  const resources = `/owa/prem/${buildText(version.build)}`
  return `<!DOCTYPE html>${markup`
<html><head>
<meta http-equiv="X-UA-Compatible" content="IE=10">
<title>${user.displayName} - Outlook Web App</title>
<link rel="stylesheet" href="${resources}/resources/styles/0/boot.worldwide.mouse.css">
<script src="${resources}/scripts/boot.worldwide.0.mouse.js"></script>
</head><body>
<p>Signed in as ${user.domain}\\${user.user}, ${user.mailbox}.</p>
<p>Inbox: ${unread} unread</p>
<p><a href="/ecp/?rfr=owa">Options</a> <a href="/owa/logoff.owa">Sign out</a></p>
</body></html>`}`
}
