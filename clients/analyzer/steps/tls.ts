import type { Socket } from 'node:net'
import { isIP } from 'node:net'
import { type TLSSocket, connect as tlsConnect } from 'node:tls'
import { tlsFailure } from '../../http/tls-failure.ts'
import type { Step } from '../step.ts'
import { judgeCertificate } from './certificate.ts'

/** Milliseconds for a handshake. */
const patience = 10_000

/**
 * Step: a TLS handshake on a connection that stands, and its certificate judged for the host's name. Versions and keys
 * that clients refuse are let through the handshake, to be named rather than to fail without a word.
 */
export function testTls(parent: Step, socket: Socket, host: string, where: string): Promise<TLSSocket> {
  return parent.step(`TLS with ${where} for ${host}`, async (step) => {
    const tls = await handshake(step, socket, host, where)
    try {
      const version = tls.getProtocol() ?? 'unknown'
      step.detail('TLS version', version)
      step.detail('cipher suite', tls.getCipher().standardName)
      if (/^(SSL|TLSv1$|TLSv1\.1$)/.test(version)) {
        step.warn('tls-version-old', `${where} speaks ${version} at most.`)
      }
      const verdict = tls.authorizationError as unknown
      // Node's own comparison of the name is left to the step for the name.
      await judgeCertificate(step, host, {
        peer: tls.getPeerCertificate(true),
        verdict: verdict === null || verdict === undefined ? undefined : String(verdict),
      })
      step.summary = version
      return tls
    } catch (error) {
      tls.destroy()
      throw error
    }
  })
}

function handshake(step: Step, socket: Socket, host: string, where: string): Promise<TLSSocket> {
  const { from, signal } = step.world
  const name = host.replace(/^\[(.*)\]$/, '$1')
  const both = AbortSignal.any([signal, AbortSignal.timeout(patience)])
  return new Promise((resolve, reject) => {
    const tls = tlsConnect({
      socket,
      ...(isIP(name) ? {} : { servername: name }),
      ca: [...from.trust],
      // Judged afterwards, point by point; nothing is sent, and the socket is destroyed, when a point fails.
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
      minVersion: 'TLSv1',
      // OpenSSL's security level 0: what is too weak is judged afterwards.
      ciphers: 'DEFAULT@SECLEVEL=0',
    })
    const fail = (error: unknown): void => {
      both.removeEventListener('abort', abort)
      tls.on('error', () => {})
      tls.destroy()
      reject(tlsFailure(error, name, where, undefined))
    }
    const abort = (): void => fail(Object.assign(new Error(`no handshake within ${patience} ms`), { code: 'EPROTO' }))
    both.addEventListener('abort', abort, { once: true })
    tls.once('error', fail)
    tls.once('secureConnect', () => {
      both.removeEventListener('abort', abort)
      tls.off('error', fail)
      // From here on the connection may break at any time; who uses it hears of that itself.
      tls.on('error', () => {})
      resolve(tls)
    })
  })
}
