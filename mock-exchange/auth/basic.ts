import { splitAccountName } from './accounts.ts'

/** What `Authorization: Basic` holds (RFC 7617). */
export interface BasicCredentials {
  readonly user: string
  /** Empty when none was given. */
  readonly domain: string
  readonly password: string
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Takes Basic credentials apart, user names as Windows writes them: `DOMAIN\user`, `user`, `user@domain`. UTF-8, which
 * is what clients of today send, or ISO-8859-1, as old Outlook does (reference exchange-protocols.md section 2.5): bytes
 * that are not UTF-8 are that. Undefined when it is not Base64 with a colon inside.
 */
export function parseBasic(token: string): BasicCredentials | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(token)) return undefined
  const text = decode(Buffer.from(token, 'base64'))
  const colon = text.indexOf(':')
  if (colon < 0) return undefined
  return { ...splitAccountName(text.slice(0, colon)), password: text.slice(colon + 1) }
}

function decode(bytes: Buffer): string {
  try {
    return utf8.decode(bytes)
  } catch {
    return bytes.toString('latin1')
  }
}
