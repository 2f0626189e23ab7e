import { X509Certificate } from 'node:crypto'
import { isIP, type Socket } from 'node:net'
import * as tls from 'node:tls'
import { CauseError, failureCause } from '../base/failure-cause.ts'
import { certificateFault } from './certificate-fault.ts'

/** TLS on the way to a server, for requests (bridge) and for probes. */
export interface ServerTls {
  readonly context: tls.SecureContext
  readonly verify: boolean
  /** The name for SNI and for the check of the certificate. */
  readonly serverName: string
}

/**
 * What a farm's connections trust.
 * @param authorities in PEM; the system's own when undefined
 * @throws what X509Certificate says of an authority that is none
 */
export function serverTlsContext(authorities: readonly string[] | undefined): tls.SecureContext {
  // A secure context passes over what it cannot read, and would then reject every server.
  for (const authority of authorities ?? []) new X509Certificate(authority)
  return tls.createSecureContext(authorities === undefined ? {} : { ca: [...authorities] })
}

/** HTTP/1.1, as RFC 7301 section 3.1 writes it. Of a plain list, Node would keep a copy that keeps 64 kB alive. */
const protocols = new DataView(Uint8Array.from([8, ...Buffer.from('http/1.1')]).buffer)

/**
 * Puts TLS on a connection to a server; its certificate is verified when this returns.
 * @throws CauseError, whose message follows "server cas1: "
 */
export function secureToServer(
  socket: Socket,
  { context, verify, serverName }: ServerTls,
  signal: AbortSignal,
): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>()
  const secure = tls.connect({
    socket,
    secureContext: context,
    // False only where the configuration says verify: false.
    rejectUnauthorized: verify,
    ALPNProtocols: protocols,
    // An address cannot be an SNI name (RFC 6066 section 3), but the certificate is checked for it all the same.
    host: serverName,
    servername: isIP(serverName) === 0 ? serverName : '',
  })
  let certificate: X509Certificate | undefined
  const settle = (): void => {
    signal.removeEventListener('abort', onAbort)
    secure.off('close', onClose)
  }
  const onAbort = (): void => void secure.destroy()
  const onError = (error: Error): void => {
    settle()
    secure.destroy()
    reject(new CauseError(failureCause(error), certificateFault(error, certificate, serverName), error))
  }
  const onClose = (): void => {
    settle()
    reject(new CauseError('tls-handshake', 'the connection ended within the TLS handshake'))
  }
  signal.addEventListener('abort', onAbort)
  secure.on('error', onError).on('close', onClose)
  // `secure` comes before Node checks the certificate, `secureConnect` after; once it is rejected it cannot be read.
  secure.prependOnceListener('secure', () => {
    certificate = secure.getPeerX509Certificate()
  })
  secure.once('secureConnect', () => {
    settle()
    resolve(secure)
  })
  return promise
}
