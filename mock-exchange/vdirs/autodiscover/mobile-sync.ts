import { type Markup, markup } from '../../xml/markup.ts'
import type { PoxProvider } from './pox-provider.ts'

const namespace = 'http://schemas.microsoft.com/exchange/autodiscover/mobilesync/responseschema/2006'

/**
 * What ActiveSync devices ask for: the URL of Microsoft-Server-ActiveSync, the external one where there is one
 * (reference/exchange-protocols.md sections 2.4 and 9.2).
 */
export const mobileSync: PoxProvider = {
  schema: namespace,
  respond({ displayName, address, external, internal }) {
    const url = external.activeSync ?? internal.activeSync
    return markup`<Response xmlns="${namespace}"><Culture>en:us</Culture><User><DisplayName>${
      displayName
    }</DisplayName><EMailAddress>${
      address
    }</EMailAddress></User><Action><Settings><Server><Type>MobileSync</Type><Url>${url}</Url><Name>${
      url
    }</Name></Server></Settings></Action></Response>`
  },
  redirect(target, address) {
    // The schema knows redirects to addresses only ([MS-ASCMD] 2.2.3.142); a URL goes with HTTP 302 in life.
    if (target.kind === 'url') return failure(address, 'The mailbox is served by another site')
    return response(address, markup`<Redirect>${target.address}</Redirect>`)
  },
  unknown: (address) => failure(address, 'The directory service could not be reached'),
}

/** Status 2, "protocol error", is what [MS-ASCMD] gives for users that the directory does not know. */
function failure(address: string, message: string): Markup {
  return response(
    address,
    markup`<Error><Status>2</Status><Message>${message}</Message><DebugData>MailUser</DebugData></Error>`,
  )
}

function response(address: string, action: Markup): Markup {
  return markup`<Response xmlns="${namespace}"><Culture>en:us</Culture><User><EMailAddress>${
    address
  }</EMailAddress></User><Action>${action}</Action></Response>`
}
