import { lookupTable } from '../../../base/lookup-table.ts'
import { type Markup, markup } from '../../xml/markup.ts'
import type { ExchangeVersion } from '../exchange-version.ts'
import { logonStyles } from '../web/theme.ts'
import { logonFolder } from './logon-page.ts'

const texts = lookupTable<string>({
  '404': "The mailbox you're trying to access isn't currently available.",
  '503': "The service isn't available right now. Please try again later.",
})

/** The front end's page for a log-on that is good while nothing is there for it (errorFE.aspx). */
export function errorPage(httpCode: string, version: ExchangeVersion): Markup {
  const text = texts[httpCode] ?? 'Something went wrong. Please try again later.'
  return markup`<!-- OwaPage = ASP.auth_errorfe_aspx -->
<html lang="en"><head><meta charset="utf-8"><title>Outlook Web App</title>
<link rel="stylesheet" href="${logonFolder(version)}/${logonStyles.name}">
</head><body>
<div class="side" aria-hidden="true"></div>
<main><h1>something went wrong</h1>
<p>${text}</p>
<p><a href="/owa/logoff.owa">sign out</a></p></main>
</body></html>`
}
