import { markup } from '../../xml/markup.ts'

const texts: Readonly<Record<string, string>> = {
  '404': "The mailbox you're trying to access isn't currently available.",
  '503': "The service isn't available right now. Please try again later.",
}

/** The front end's page for a log-on that is good while nothing is there for it (errorFE.aspx). */
export function errorPage(httpCode: string): string {
  const text = texts[httpCode] ?? 'Something went wrong. Please try again later.'
  return `<!DOCTYPE html>${markup`
<html><head><title>Outlook Web App</title></head><body>
<!-- OwaPage = ASP.auth_errorfe_aspx -->
<h1>something went wrong</h1>
<p>${text}</p>
</body></html>`}`
}
