import { type Markup, markup } from '../../xml/markup.ts'
import { buildText, type ExchangeVersion } from '../exchange-version.ts'

/** Why the logon page is shown: `reason` of its URL (reference/exchange-protocols.md section 2.1). */
export const logonReasons = { none: '0', loggedOff: '1', wrongPassword: '2', invalidForm: '3' } as const

const messages: Readonly<Record<string, string>> = {
  [logonReasons.wrongPassword]: "The user name or password you entered isn't correct. Try entering it again.",
  [logonReasons.invalidForm]: 'Your request could not be completed. Please try again.',
}

export interface LogonPage {
  /** Where the browser goes after a good logon. */
  readonly destination: string
  readonly reason: string | undefined
  readonly version: ExchangeVersion
}

/**
 * The page that browsers, and programs that act like one, log on with: they look for the form's action and its inputs,
 * and know the page by the comment and the id at its top (reference section 9.3).
 */
export function logonPage({ destination, reason, version }: LogonPage): string {
  const message = messages[reason ?? '']
  const resources = `/owa/auth/${buildText(version.build)}`
  return `<!DOCTYPE html>${markup`
<!-- OwaPage = ASP.auth_logon_aspx -->
<!-- {57A118C6-2DA9-419d-BE9A-F92B0F9A418B} -->
<html><head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8">
<meta name="Robots" content="NOINDEX, NOFOLLOW">
<title>Outlook Web App</title>
<link rel="shortcut icon" href="${resources}/themes/resources/favicon.ico" type="image/x-icon">
</head><body class="signInBg">
<script>document.cookie = "PBack=0; path=/";</script>
<form action="/owa/auth.owa" method="POST" name="logonForm" enctype="application/x-www-form-urlencoded" autocomplete="off">
${hidden('destination', destination)}
${hidden('flags', '4')}
${hidden('forcedownlevel', '0')}
<label for="username">Domain\\user name:</label><input id="username" name="username" type="text">
<label for="password">Password:</label><input id="password" name="password" type="password">
<input id="passwordText" name="passwordText" type="hidden" value="">
${message === undefined ? undefined : markup`<div id="signInErrorDiv" class="signInError" role="alert">${message}</div>`}
<input type="submit" value="sign in">
${hidden('isUtf8', '1')}
</form>
</body></html>`}`
}

function hidden(name: string, value: string): Markup {
  return markup`<input type="hidden" name="${name}" value="${value}">`
}
