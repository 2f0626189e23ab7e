// The name in a client's TLS hello, read without decrypting anything, so that an edge can choose between ending TLS itself
// and passing it through (RFC 8446 sections 4.1.2 and 5.1, RFC 6066 section 3).
//
//   record     type 22 │ version 3.x │ length ──┐   one or more: a hello may be cut over records
//   handshake  type 1  │ length (3 bytes) ──────┴─┐
//   hello      version │ random │ session │ ciphers │ compression │ extensions ──┐
//   extension  type 0 (server_name) │ list │ host_name │ "mail.contoso.com" ─────┘

/**
 * What the first bytes of a connection are: `more` when too few to tell; `hello` with the name in lower case, undefined
 * when the client sent none; `not-tls` when they are no ClientHello, or a malformed one.
 */
export type ClientHello =
  | { readonly kind: 'more' }
  | { readonly kind: 'hello'; readonly serverName: string | undefined }
  | { readonly kind: 'not-tls' }

// A record's longest content, with its header (RFC 8446 section 5.1). Real hellos stay below 3 kB, with a post-quantum key
// share and a session ticket too; without a bound a client could make the edge hoard bytes.
const longestHello = 0x4000 + 5
const more: ClientHello = { kind: 'more' }
const notTls: ClientHello = { kind: 'not-tls' }

/**
 * Reads the ClientHello at the beginning of a connection's bytes. Call it with all the bytes so far whenever some come;
 * an answer other than `more` is final, whatever follows. Never throws.
 */
export function readClientHello(bytes: Buffer): ClientHello {
  const fragments: Buffer[] = []
  let gathered = 0
  let wanted = 4
  const end = Math.min(bytes.length, longestHello)

  for (let at = 0; gathered < wanted; ) {
    const header = bytes.subarray(at, Math.min(at + 5, end))
    if (!mayBeRecordHeader(header)) return notTls
    if (header.length < 5) return end === longestHello ? notTls : more
    const length = header.readUInt16BE(3)
    if (length === 0 || length > 0x4000) return notTls
    const fragment = bytes.subarray(at + 5, Math.min(at + 5 + length, end))
    fragments.push(fragment)
    gathered += fragment.length
    at += 5 + length

    if (gathered > 0 && firstByte(fragments) !== 1) return notTls
    if (gathered >= 4 && wanted === 4) {
      wanted = 4 + Buffer.concat(fragments).readUIntBE(1, 3)
      if (wanted > longestHello) return notTls
    }
    if (fragment.length < length && gathered < wanted) return end === longestHello ? notTls : more
  }
  const name = serverNameIn(Buffer.concat(fragments).subarray(4, wanted))
  return name === malformed ? notTls : { kind: 'hello', serverName: name }
}

/** Whether these bytes, at most five, can begin a handshake record. The minor version says nothing (RFC 8446 section 5.1). */
function mayBeRecordHeader(header: Buffer): boolean {
  const [type, major] = header
  return (type === undefined || type === 22) && (major === undefined || major === 3)
}

function firstByte(fragments: readonly Buffer[]): number | undefined {
  return fragments.find((fragment) => fragment.length > 0)?.[0]
}

const malformed = Symbol('malformed')

function serverNameIn(hello: Buffer): string | undefined | typeof malformed {
  const version = take(hello, 2)
  const random = version && take(version.rest, 32)
  const session = random && takeVector(random.rest, 1)
  const ciphers = session && takeVector(session.rest, 2)
  const compressions = ciphers && takeVector(ciphers.rest, 1)
  if (version?.value[0] !== 3 || session === undefined || session.value.length > 32) return malformed
  if (ciphers === undefined || ciphers.value.length === 0 || ciphers.value.length % 2 !== 0) return malformed
  if (compressions === undefined || compressions.value.length === 0) return malformed
  // TLS 1.0 to 1.2 clients may send no extensions at all.
  if (compressions.rest.length === 0) return undefined

  const extensions = takeVector(compressions.rest, 2)
  if (extensions === undefined || extensions.rest.length > 0) return malformed
  let name: string | undefined
  for (let rest = extensions.value; rest.length > 0; ) {
    const type = take(rest, 2)
    const body = type && takeVector(type.rest, 2)
    if (body === undefined || type === undefined) return malformed
    rest = body.rest
    // GREASE and all the others are passed over (RFC 8701).
    if (type.value.readUInt16BE(0) !== 0) continue
    // More than one of a type is forbidden (RFC 8446 section 4.2); which one the server behind takes, nobody knows.
    if (name !== undefined) return malformed
    name = hostNameIn(body.value)
    if (name === undefined) return malformed
  }
  return name
}

/** The host_name of a server_name extension. Another name type than host_name was never defined (RFC 6066 section 3). */
function hostNameIn(extension: Buffer): string | undefined {
  const list = takeVector(extension, 2)
  if (list === undefined || list.rest.length > 0) return undefined
  const type = take(list.value, 1)
  const name = type && takeVector(type.rest, 2)
  if (type?.value[0] !== 0 || name === undefined || name.rest.length > 0) return undefined
  const text = name.value.toString('latin1')
  // A NUL or a blank in the name is a try to be read in two ways; 255 is the longest name in DNS.
  return /^[!-~]{1,255}$/.test(text) ? text.toLowerCase() : undefined
}

interface Taken {
  readonly value: Buffer
  readonly rest: Buffer
}

function take(bytes: Buffer, length: number): Taken | undefined {
  return bytes.length < length ? undefined : { value: bytes.subarray(0, length), rest: bytes.subarray(length) }
}

/** Takes a vector that begins with its length in one or two bytes. */
function takeVector(bytes: Buffer, lengthBytes: 1 | 2): Taken | undefined {
  return bytes.length < lengthBytes ? undefined : take(bytes.subarray(lengthBytes), bytes.readUIntBE(0, lengthBytes))
}
