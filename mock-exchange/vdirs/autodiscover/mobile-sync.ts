import { markup } from '../../xml/markup.ts'
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
}
