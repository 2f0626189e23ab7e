// LDAP v3 (RFC 4511), both sides. No sockets: bytes in, bytes out.

export { type LdapFilter, passes } from './filter.ts'
export {
  type BindRequest,
  decodeRequest,
  decodeResponse,
  encodeEntry,
  encodeOutcome,
  encodeSaslBind,
  encodeSearch,
  encodeSimpleBind,
  encodeUnbind,
  type LdapEntry,
  type LdapOutcome,
  ldapResponse,
  ldapResult,
  type SearchRequest,
} from './messages.ts'
export { LdapSplitter } from './splitter.ts'
