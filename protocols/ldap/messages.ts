// Messages of LDAP v3 (RFC 4511 section 4), as much as clients of a domain controller need to find things.
//
//   LDAPMessage ::= SEQUENCE { messageID, protocolOp, controls [0] OPTIONAL }

import { ByteReader } from '../byte-reader.ts'
import { readDer } from '../ntlm/der.ts'
import { ProtocolSyntaxError } from '../syntax-error.ts'
import { type BerElement, BerFields, ber, berInteger, berList, berTag, berText } from './ber.ts'
import { type LdapFilter, readFilter, writeFilter } from './filter.ts'

/** Result codes (RFC 4511 section 4.1.9). */
export const ldapResult = {
  success: 0,
  operationsError: 1,
  protocolError: 2,
  sizeLimitExceeded: 4,
  authMethodNotSupported: 7,
  unavailableCriticalExtension: 12,
  saslBindInProgress: 14,
  noSuchObject: 32,
  invalidCredentials: 49,
  unwillingToPerform: 53,
} as const

export interface BindRequest {
  readonly kind: 'bind'
  readonly version: number
  readonly name: string
  readonly method:
    | { readonly kind: 'simple'; readonly password: string }
    | { readonly kind: 'sasl'; readonly mechanism: string; readonly credentials: Buffer }
    /** NTLM without SPNEGO, as only Active Directory has it ([MS-ADTS] 5.1.1.1.3). */
    | { readonly kind: 'sicily'; readonly step: 'discovery' | 'token'; readonly token: Buffer }
    | { readonly kind: 'unknown' }
}

const searchScopes = ['base', 'one', 'subtree'] as const

export interface SearchRequest {
  readonly kind: 'search'
  readonly base: string
  readonly scope: (typeof searchScopes)[number]
  /** Most entries wanted; 0 for all. */
  readonly sizeLimit: number
  readonly typesOnly: boolean
  readonly filter: LdapFilter
  /** Names; empty, or with `*`, for all. */
  readonly attributes: readonly string[]
}

/** Tags of other requests, with those of their responses; abandon has none. */
const otherResponses: Readonly<Record<number, number>> = { 102: 103, 104: 105, 74: 107, 108: 109, 110: 111, 119: 120 }

export type LdapRequest =
  | BindRequest
  | SearchRequest
  | { readonly kind: 'unbind' | 'abandon' }
  /** An operation that is not done here; `response` is the tag of its response. */
  | { readonly kind: 'other'; readonly response: number }

/** A message taken apart. */
export interface LdapMessage<Operation> {
  readonly id: number
  readonly operation: Operation
  /** OIDs of controls that must be obeyed. */
  readonly criticalControls: readonly string[]
}

interface Whole {
  readonly id: number
  readonly operation: BerElement
  readonly criticalControls: readonly string[]
}

function readWhole(bytes: Uint8Array): Whole {
  const outer = readDer(new ByteReader('LDAP', bytes))
  if (outer.tag !== berTag.sequence) throw new ProtocolSyntaxError('LDAP', 'a message is a SEQUENCE')
  const fields = new BerFields(outer.content)
  const id = fields.integer('the id of the message')
  const operation = fields.next()
  if (operation === undefined || id < 0) throw new ProtocolSyntaxError('LDAP', 'an operation was due')
  const controls = fields.next()
  const criticalControls = controls?.tag === 0xa0 ? berList(controls.content).flatMap(criticalControl) : []
  return { id, operation, criticalControls }
}

function criticalControl({ content }: BerElement): string[] {
  const [type, criticality] = berList(content)
  const critical = criticality?.tag === berTag.boolean && criticality.content[0] !== 0
  return critical ? [type?.content.toString('utf8') ?? ''] : []
}

/** Reads a request. @throws ProtocolSyntaxError */
export function decodeRequest(bytes: Uint8Array): LdapMessage<LdapRequest> {
  const { id, operation, criticalControls } = readWhole(bytes)
  return { id, operation: readRequest(operation), criticalControls }
}

function readRequest({ tag, content }: BerElement): LdapRequest {
  if (tag === 0x60) return readBind(content)
  if (tag === 0x63) return readSearch(content)
  if (tag === 0x42) return { kind: 'unbind' }
  if (tag === 0x50) return { kind: 'abandon' }
  const response = otherResponses[tag]
  if (response === undefined) throw new ProtocolSyntaxError('LDAP', `there is no operation with tag ${tag}`)
  return { kind: 'other', response }
}

function readBind(content: Buffer): BindRequest {
  const fields = new BerFields(content)
  const version = fields.integer('the version')
  const name = fields.text('a name')
  const choice = fields.next()
  if (choice?.tag === 0x80) {
    return { kind: 'bind', version, name, method: { kind: 'simple', password: choice.content.toString('utf8') } }
  }
  if (choice?.tag === 0x89) {
    return { kind: 'bind', version, name, method: { kind: 'sicily', step: 'discovery', token: choice.content } }
  }
  if (choice?.tag === 0x8a || choice?.tag === 0x8b) {
    return { kind: 'bind', version, name, method: { kind: 'sicily', step: 'token', token: choice.content } }
  }
  if (choice?.tag !== 0xa3) return { kind: 'bind', version, name, method: { kind: 'unknown' } }
  const sasl = new BerFields(choice.content)
  const mechanism = sasl.text('a mechanism')
  const credentials = sasl.next()?.content ?? Buffer.alloc(0)
  return { kind: 'bind', version, name, method: { kind: 'sasl', mechanism, credentials } }
}

function readSearch(content: Buffer): SearchRequest {
  const fields = new BerFields(content)
  const base = fields.text('the base of a search')
  const scope = searchScopes[fields.integer('a scope', berTag.enumerated)]
  if (scope === undefined) throw new ProtocolSyntaxError('LDAP', 'there is no such scope')
  fields.integer('derefAliases', berTag.enumerated)
  const sizeLimit = fields.integer('a size limit')
  fields.integer('a time limit')
  const typesOnly = fields.take(berTag.boolean, 'typesOnly')[0] !== 0
  const filter = fields.next()
  if (filter === undefined) throw new ProtocolSyntaxError('LDAP', 'a filter was due')
  const names = berList(fields.take(berTag.sequence, 'attributes'))
  const attributes = names.map((element) => element.content.toString('utf8'))
  return { kind: 'search', base, scope, sizeLimit, typesOnly, filter: readFilter(filter), attributes }
}

function message(id: number, operation: Buffer): Buffer {
  return ber(berTag.sequence, berInteger(id), operation)
}

export function encodeSimpleBind(id: number, name: string, password: string): Buffer {
  return message(id, ber(0x60, berInteger(3), berText(name), berText(password, 0x80)))
}

export function encodeSaslBind(id: number, mechanism: string, credentials: Uint8Array): Buffer {
  const sasl = ber(0xa3, berText(mechanism), ber(berTag.octets, credentials))
  return message(id, ber(0x60, berInteger(3), berText(''), sasl))
}

export function encodeUnbind(id: number): Buffer {
  return message(id, ber(0x42))
}

export function encodeSearch(id: number, search: Omit<SearchRequest, 'kind'>): Buffer {
  return message(
    id,
    ber(
      0x63,
      berText(search.base),
      berInteger(searchScopes.indexOf(search.scope), berTag.enumerated),
      berInteger(0, berTag.enumerated),
      berInteger(search.sizeLimit),
      berInteger(0),
      ber(berTag.boolean, Buffer.of(search.typesOnly ? 0xff : 0)),
      writeFilter(search.filter),
      ber(berTag.sequence, ...search.attributes.map((name) => berText(name))),
    ),
  )
}

/** How an operation ended. */
export interface LdapOutcome {
  readonly code: number
  readonly message?: string
  /** DN of the lowest entry that exists, with noSuchObject. */
  readonly matched?: string
  /** A server's answer to a SASL bind. */
  readonly saslCredentials?: Buffer | undefined
  /** A server's answer to a Sicily bind; it takes the place of `matched`. */
  readonly sicilyCredentials?: Buffer
}

/** Tags of responses. */
export const ldapResponse = { bind: 0x61, entry: 0x64, searchDone: 0x65 } as const

export function encodeOutcome(id: number, tag: number, outcome: LdapOutcome): Buffer {
  const { code, message: text = '', matched = '', saslCredentials, sicilyCredentials } = outcome
  const extra = saslCredentials === undefined ? [] : [ber(0x87, saslCredentials)]
  const place = sicilyCredentials === undefined ? berText(matched) : ber(berTag.octets, sicilyCredentials)
  return message(id, ber(tag, berInteger(code, berTag.enumerated), place, berText(text), ...extra))
}

/** An entry as it is found: attributes with their values, in order. */
export interface LdapEntry {
  readonly dn: string
  readonly attributes: readonly (readonly [name: string, values: readonly string[]])[]
}

export function encodeEntry(id: number, { dn, attributes }: LdapEntry): Buffer {
  const list = attributes.map(([name, values]) =>
    ber(berTag.sequence, berText(name), ber(berTag.set, ...values.map((value) => berText(value)))),
  )
  return message(id, ber(ldapResponse.entry, berText(dn), ber(berTag.sequence, ...list)))
}

export type LdapResponse =
  | { readonly kind: 'entry'; readonly entry: LdapEntry }
  | { readonly kind: 'outcome'; readonly tag: number; readonly outcome: LdapOutcome }
  /** A referral, or what this client knows nothing of. */
  | { readonly kind: 'ignored' }

/** Reads a response. @throws ProtocolSyntaxError */
export function decodeResponse(bytes: Uint8Array): LdapMessage<LdapResponse> {
  const { id, operation, criticalControls } = readWhole(bytes)
  return { id, operation: readResponse(operation), criticalControls }
}

function readResponse({ tag, content }: BerElement): LdapResponse {
  if (tag === ldapResponse.entry) {
    const fields = new BerFields(content)
    const dn = fields.text('the name of an entry')
    const attributes = berList(fields.take(berTag.sequence, 'attributes')).map((attribute) => {
      const parts = new BerFields(attribute.content)
      const name = parts.text('an attribute')
      const values = berList(parts.take(berTag.set, 'values')).map((value) => value.content.toString('utf8'))
      return [name, values] as const
    })
    return { kind: 'entry', entry: { dn, attributes } }
  }
  if (tag !== ldapResponse.bind && tag !== ldapResponse.searchDone && tag !== 0x78) return { kind: 'ignored' }
  const fields = new BerFields(content)
  const code = fields.integer('a result code', berTag.enumerated)
  const matched = fields.text('a name')
  const text = fields.text('a message')
  let saslCredentials: Buffer | undefined
  for (let more = fields.next(); more !== undefined; more = fields.next()) {
    if (more.tag === 0x87) saslCredentials = more.content
  }
  return { kind: 'outcome', tag, outcome: { code, matched, message: text, saslCredentials } }
}
