// From a name to a connected, verified socket.
//
//   name ─ DNS of the vantage ─▶ address ─ dial ─▶ TCP ─ SNI, chain and name verified ─▶ TLS

import type { Socket } from 'node:net'
import { isIP } from 'node:net'
import { createSecureContext, type SecureContext, type TLSSocket, connect as tlsConnect } from 'node:tls'
import type { CertificateSeen } from '../../base/certificate-seen.ts'
import { endpointText } from '../../base/endpoint-text.ts'
import { CauseError, failureCause } from '../../base/failure-cause.ts'
import { messageOf } from '../../base/message-of.ts'
import { resolveAddresses } from '../../base/resolve-addresses.ts'
import type { VantagePoint } from '../../base/vantage-point.ts'
import { certificateSeen } from './certificate.ts'
import { tlsFailure } from './tls-failure.ts'

/** Where to connect to, and whether by TLS. */
export interface ConnectTarget {
  /** Name or address, as in a URL. */
  readonly host: string
  readonly port: number
  /** Plain TCP when absent. `servername` is sent as SNI and must stand in the certificate. */
  readonly tls?: { readonly servername: string } | undefined
}

/** How long a connection may take, and who is told of the certificate. */
export interface ConnectOptions {
  readonly signal: AbortSignal
  /** Milliseconds for DNS, TCP and TLS together; 10 000 unless told. */
  readonly within?: number
  /** Told of the certificate, also of one that is then refused. */
  readonly onCertificate: (certificate: CertificateSeen) => void
}

/**
 * A socket that is ready to use. Only the vantage's authorities are trusted.
 * @throws CauseError with a whole sentence; what the signal aborted with, once it is aborted.
 */
export async function connectTo(
  from: VantagePoint,
  target: ConnectTarget,
  { signal, within = 10_000, onCertificate }: ConnectOptions,
): Promise<Socket | TLSSocket> {
  const both = AbortSignal.any([signal, AbortSignal.timeout(within)])
  try {
    const addresses = await resolveAddresses(from, target.host, both)
    const { socket, where } = await dialFirst(from, target, addresses, both)
    return target.tls === undefined
      ? socket
      : await secureSocket(from, socket, { ...target, servername: target.tls.servername, where }, both, onCertificate)
  } catch (error) {
    signal.throwIfAborted()
    if (!both.aborted) throw error
    throw new CauseError(
      'connect-timeout',
      `No connection to ${target.host}:${target.port} came about within ${within} ms.`,
      error,
    )
  }
}

async function dialFirst(
  from: VantagePoint,
  { host, port }: ConnectTarget,
  addresses: readonly string[],
  signal: AbortSignal,
): Promise<{ socket: Socket; where: string }> {
  let last: unknown
  for (const address of addresses) {
    try {
      return {
        socket: await dialAddress(from, { host, address, port }, signal),
        where: endpointText({ address, port }),
      }
    } catch (error) {
      signal.throwIfAborted()
      last = error
    }
  }
  throw last
}

/**
 * A TCP connection to one address of a host.
 * @throws CauseError with a sentence; the signal's reason once it is aborted
 */
export async function dialAddress(
  from: VantagePoint,
  { host, address, port }: { readonly host: string; readonly address: string; readonly port: number },
  signal: AbortSignal,
): Promise<Socket> {
  try {
    return await from.dial(address, port, signal)
  } catch (error) {
    signal.throwIfAborted()
    throw dialFailure(error, from, endpointText({ address, port }), host)
  }
}

function dialFailure(error: unknown, from: VantagePoint, where: string, host: string): CauseError {
  const cause = failureCause(error)
  const name = where.startsWith(host) || where.startsWith(`[${host}`) ? where : `${where} (${host})`
  const sentences: Partial<Record<typeof cause, string>> = {
    'connect-refused': `Nothing listens on ${name}.`,
    'no-route': `${name} cannot be reached from the ${from.vantage}.`,
    'connect-timeout': `${name} did not accept the connection in time.`,
  }
  const why = messageOf(error)
  return new CauseError(cause, sentences[cause] ?? `The connection to ${name} failed: ${why}.`, error)
}

// Authorities cost memory and time in every context that holds them; many clients of one vantage share one.
const contexts = new WeakMap<readonly string[], SecureContext>()

function contextOf(trust: readonly string[]): SecureContext {
  const known = contexts.get(trust)
  if (known !== undefined) return known
  const context = createSecureContext({ ca: [...trust] })
  contexts.set(trust, context)
  return context
}

/** Whose certificate is wanted, and `where` it stands, for sentences: `203.0.113.10:443`. */
export interface TlsTarget {
  readonly servername: string
  readonly where: string
}

/**
 * TLS on a connection that stands. Only the vantage's authorities are trusted, and the name must be in the certificate.
 * @throws CauseError with a sentence; the signal's reason once it is aborted
 */
export function secureSocket(
  from: VantagePoint,
  socket: Socket,
  { servername, where }: TlsTarget,
  signal: AbortSignal,
  onCertificate: (certificate: CertificateSeen) => void,
): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const name = servername.replace(/^\[(.*)\]$/, '$1')
    const tls = tlsConnect({
      socket,
      host: name,
      // SNI carries names only, never addresses (RFC 6066 section 3).
      ...(isIP(name) ? {} : { servername: name }),
      secureContext: contextOf(from.trust),
    })
    let certificate: CertificateSeen | undefined
    // `secure` comes before Node checks the chain and ends a connection that fails it; afterwards the certificate is gone.
    tls.prependOnceListener('secure', () => {
      const peer = tls.getPeerX509Certificate()
      if (peer !== undefined) certificate = certificateSeen(peer, false)
    })
    const settle = (trusted: boolean): void => {
      signal.removeEventListener('abort', abort)
      tls.off('error', fail)
      if (certificate === undefined) return
      certificate = { ...certificate, trusted }
      onCertificate(certificate)
    }
    const abort = (): void => {
      tls.on('error', () => {})
      tls.destroy()
      settle(false)
      reject(signal.reason)
    }
    const fail = (error: unknown): void => {
      tls.on('error', () => {})
      tls.destroy()
      // Node compares the name only once the chain has been found good.
      settle(failureCause(error) === 'tls-name-mismatch')
      reject(tlsFailure(error, name, where, certificate))
    }
    tls.once('error', fail)
    tls.once('secureConnect', () => {
      settle(true)
      resolve(tls)
    })
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort, { once: true })
  })
}
