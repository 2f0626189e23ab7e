import { mapiErrors } from '../../../protocols/mapi/error-codes.ts'

/** Codes of Connect and Logon that come up in a lab ([MS-OXCDATA] 2.4). */
const words: ReadonlyMap<number, string> = new Map<number, string>([
  [mapiErrors.unknownUser, 'the DN belongs to nobody'],
  [mapiErrors.accessDenied, 'the DN belongs to somebody else than who is logged on'],
  [mapiErrors.loginPermission, 'the mailbox belongs to somebody else than who is logged on'],
  [mapiErrors.loginFailure, 'there is no such store'],
  [mapiErrors.sessionLimit, 'the user has as many sessions open as the server allows'],
  [mapiErrors.wrongServer, 'the mailbox is on another server'],
])

/** `error 0x3eb: the DN belongs to nobody`. */
export function connectError(code: number): string {
  return `error 0x${code.toString(16)}: ${words.get(code) ?? 'an unknown error'}`
}
