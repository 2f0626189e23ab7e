import type { TLSSocket } from 'node:tls'
import { oneLineName } from '../base/certificate-names.ts'
import type { ClientCertificate } from './headers/index.ts'

/**
 * The certificate that a client has shown in its handshake; undefined when it showed none, or was not asked. `fault` is why
 * it does not hold: where one is not required Node lets such a client in, and leaves it to the program to look.
 */
export function clientCertificate(socket: TLSSocket): ClientCertificate | { readonly fault: Error } | undefined {
  const certificate = socket.getPeerX509Certificate()
  if (certificate === undefined) return undefined
  if (!socket.authorized) return { fault: new Error('a client certificate that does not hold') }
  return { der: certificate.raw.toString('base64'), subject: oneLineName(certificate.subject) }
}

/** Why a handshake failed: what OpenSSL says, or what is wrong with the certificate of the client. */
export function handshakeFault(error: Error, socket: TLSSocket): string {
  // Node gives the code here, and not the error that its types promise.
  const code = socket.authorizationError
  if (code) {
    const subject = socket.getPeerX509Certificate()?.subject
    return `the certificate of the client${subject === undefined ? '' : ` (${oneLineName(subject)})`} does not hold: ${code}`
  }
  const reason: unknown = Reflect.get(error, 'reason')
  return typeof reason === 'string' ? reason : error.message
}
