import { lookupTable } from '../../../base/lookup-table.ts'
import { type Markup, markup } from '../../xml/markup.ts'
import { buildText, type ExchangeVersion } from '../exchange-version.ts'
import { logonIcon, logonStyles } from '../web/theme.ts'

/** Why the logon page is shown: `reason` of its URL (reference/exchange-protocols.md section 2.1). */
export const logonReasons = {
  none: '0',
  loggedOff: '1',
  wrongPassword: '2',
  invalidForm: '3',
  timedOut: '4',
  moved: '5',
} as const

interface Message {
  readonly text: string
  readonly error: boolean
}

const messages = lookupTable<Message>({
  [logonReasons.loggedOff]: {
    text: 'You have signed out. To protect your account, close all browser windows now.',
    error: false,
  },
  [logonReasons.wrongPassword]: {
    text: "The user name or password you entered isn't correct. Try entering it again.",
    error: true,
  },
  [logonReasons.invalidForm]: {
    text: 'Your request could not be completed. Make sure that your browser takes cookies, and try again.',
    error: true,
  },
  [logonReasons.timedOut]: { text: 'Your session has timed out. To go on, sign in again.', error: false },
  [logonReasons.moved]: { text: 'Your mailbox has been moved. To go on, sign in again.', error: false },
})

export interface LogonPage {
  /** Where the browser goes after a good logon. */
  readonly destination: string
  readonly reason: string | undefined
  readonly version: ExchangeVersion
}

/** Folder of the files that the logon page needs; they are public. */
export function logonFolder(version: ExchangeVersion): string {
  return `/owa/auth/${buildText(version.build)}`
}

/**
 * The page that browsers, and programs that act like one, log on with: they look for the form's action and its inputs,
 * and know the page by the comment and the id at its top (reference section 9.3).
 */
export function logonPage({ destination, reason, version }: LogonPage): Markup {
  const message = messages[reason ?? '']
  const folder = logonFolder(version)
  return markup`<!-- OwaPage = ASP.auth_logon_aspx -->
<!-- {57A118C6-2DA9-419d-BE9A-F92B0F9A418B} -->
<html lang="en"><head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8">
<meta name="Robots" content="NOINDEX, NOFOLLOW">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Outlook Web App</title>
<link rel="icon" href="${folder}/${logonIcon.name}" type="image/svg+xml">
<link rel="stylesheet" href="${folder}/${logonStyles.name}">
</head><body class="signInBg">
<div class="side" aria-hidden="true"></div>
<main>
<h1>Outlook Web App</h1>
${message && messageBox(message)}
<form action="/owa/auth.owa" method="POST" name="logonForm" enctype="application/x-www-form-urlencoded" autocomplete="off">
${hidden('destination', destination)}
${hidden('flags', '4')}
${hidden('forcedownlevel', '0')}
<label for="username">Domain\\user name:</label>
<input id="username" name="username" type="text" autocapitalize="none" spellcheck="false" autofocus>
<label for="password">Password:</label>
<input id="password" name="password" type="password">
<input id="passwordText" name="passwordText" type="hidden" value="">
<fieldset><legend>Security</legend>
<p><input id="rdoPblc" type="radio" name="trusted" value="0"><label for="rdoPblc">This is a public or shared computer</label></p>
<p><input id="rdoPrvt" type="radio" name="trusted" value="4" checked><label for="rdoPrvt">This is a private computer</label></p>
</fieldset>
<button class="signin" type="submit">sign in</button>
${hidden('isUtf8', '1')}
</form>
</main>
</body></html>`
}

function messageBox({ text, error }: Message): Markup {
  if (!error) return markup`<p class="note" role="status">${text}</p>`
  return markup`<div id="signInErrorDiv" class="signInError alert" role="alert">${text}</div>`
}

function hidden(name: string, value: string): Markup {
  return markup`<input type="hidden" name="${name}" value="${value}">`
}
