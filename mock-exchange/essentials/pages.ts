// The pages of Remote Web Access, reduced to what a browser or a test has to find in them. Written for the lab.

import { type Markup, markup } from '../xml/markup.ts'

function page(title: string, content: Markup): string {
  return markup`<!DOCTYPE html>
<html><head><title>${title}</title></head>
<body>
<h1>${title}</h1>
${content}
</body></html>
`.text
}

/** The form of the log-on page. @param problem what was wrong with the last attempt */
export function logOnPage(returnUrl: string, problem?: string): string {
  const action = `/Remote/logon?ReturnUrl=${encodeURIComponent(returnUrl)}`
  const message = problem === undefined ? undefined : markup`<p class="error">${problem}</p>\n`
  return page(
    'Remote Web Access',
    markup`${message}<form method="post" action="${action}">
<label>User name <input type="text" name="username" autocomplete="username"></label>
<label>Password <input type="password" name="password" autocomplete="current-password"></label>
<button type="submit">Sign in</button>
</form>`,
  )
}

/** What a user sees once logged on. */
export function homePage(displayName: string, server: string): string {
  return page(
    'Remote Web Access',
    markup`<p>Welcome, ${displayName}.</p>
<ul><li>Computers: ${server}</li><li>Shared folders</li></ul>
<p><a href="/Remote/logoff">Sign out</a></p>`,
  )
}

/** Where a computer gets the software that joins it to the server. */
export function connectPage(server: string): string {
  return page('Connect your computer to the server', markup`<p>This computer will be connected to ${server}.</p>`)
}
