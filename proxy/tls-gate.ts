// How clients come in at a TLS listener:
//
//                     ┌─ the name's farm is passed through ──> PassThrough, never decrypted
//   TCP ── hello ─────┤
//                     ├─ TLS ends here, certificate by SNI ──> ClientConnection
//                     └─ no certificate to end it with ──> alert unrecognized_name

import * as tls from 'node:tls'
import type { KeyPair } from '../base/key-pair.ts'
import type { ListenerPlan } from '../topology/edge-plan.ts'
import { ClientConnection } from './client-connection.ts'
import type { ClientHello } from './client-hello.ts'
import { clientLimits } from './client-limits.ts'
import type { EdgeRun } from './edge-run.ts'
import type { Gate } from './gate.ts'
import type { Incoming } from './incoming.ts'
import { PassThrough } from './pass-through.ts'
import { peekHello } from './peek-hello.ts'
import { connectionOver, connectionRefused } from './record-over.ts'
import { type ServedCertificates, serveCertificates } from './served-certificates.ts'
import { Trail } from './trail.ts'

// Record, TLS 1.2, two bytes: fatal, unrecognized_name (RFC 8446 section 6, RFC 6066 section 3).
const unrecognizedName = Buffer.from('15030300020270', 'hex')

export class TlsGate implements Gate {
  readonly #run: EdgeRun
  readonly #plan: ListenerPlan
  readonly #server: tls.Server
  // Node tells of a TLS connection by its own socket; the port of the peer leads back to the TCP connection below.
  readonly #handshakes = new Map<string, Incoming>()
  #certificates: ServedCertificates | undefined

  /** @throws BH_ERR_EDGE_CERTIFICATE */
  constructor(run: EdgeRun, plan: ListenerPlan, pairs: readonly KeyPair[]) {
    this.#run = run
    this.#plan = plan
    this.#certificates = serveCertificates(run.active.plan.name, plan, pairs)
    this.#server = tls.createServer({
      ...this.#certificates?.first.options,
      ALPNProtocols: ['http/1.1'],
      handshakeTimeout: clientLimits.handshake,
      SNICallback: (name, answer) => answer(null, this.#certificates?.choose(name).context),
    })
    this.#server.on('secureConnection', (socket) => this.#secured(socket))
    this.#server.on('tlsClientError', (error, socket) => this.#failed(error, socket))
  }

  admit(incoming: Incoming): void {
    const { active, ticker } = this.#run
    // Opened in advance, as browsers do; nothing is lost with it.
    incoming.onDrain = () => {
      if (incoming.silent) incoming.destroy()
    }
    if (!active.passesThrough && this.#certificates !== undefined) this.#terminate(incoming)
    else peekHello(incoming, ticker, (hello, bytes) => this.#sort(incoming, hello, bytes))
  }

  prepareReload(plan: ListenerPlan, pairs: readonly KeyPair[]): () => void {
    const certificates = serveCertificates(this.#run.active.plan.name, plan, pairs)
    return () => {
      this.#certificates = certificates
      if (certificates !== undefined) this.#server.setSecureContext(certificates.first.options)
    }
  }

  #sort(incoming: Incoming, hello: Exclude<ClientHello, { kind: 'more' }>, bytes: Buffer): void {
    const { farms, router } = this.#run.active
    const serverName = hello.kind === 'hello' ? hello.serverName : undefined
    const route = hello.kind === 'hello' ? router.routeServerName(serverName) : undefined
    const farm = route === undefined ? undefined : farms.get(route.farm.name)
    if (route === undefined || farm === undefined) {
      if (this.#certificates === undefined) {
        this.#refuse(incoming, serverName)
        return
      }
      // TLS begins with the hello, so it goes back to where it was read from.
      incoming.raw.unshift(bytes)
      this.#terminate(incoming)
      return
    }
    new PassThrough(this.#run, incoming, {
      rule: route.rule,
      farm,
      serverName,
      target: this.#target(serverName),
      hello: bytes,
    }).start()
  }

  #refuse(incoming: Incoming, serverName: string | undefined): void {
    const trail = new Trail({ method: 'CONNECT', target: this.#target(serverName), headers: [] }, 'https', incoming)
    trail.cause = 'no-rule'
    trail.detail = `No rule passes ${serverName ?? 'a connection without a server name'} through, and this listener has no certificate to end TLS with.`
    connectionRefused(this.#run, trail)
    incoming.raw.end(unrecognizedName)
  }

  #terminate(incoming: Incoming): void {
    const { raw } = incoming
    // TLS has no half-closed connections before version 1.3, and clients do not use them (RFC 8446 section 6.1).
    raw.allowHalfOpen = false
    const key = peerOf(raw)
    this.#handshakes.set(key, incoming)
    raw.once('close', () => this.#handshakes.delete(key))
    // Documented for this: "can be explicitly emitted by users to inject connections into the TLS server".
    this.#server.emit('connection', raw)
  }

  #secured(socket: tls.TLSSocket): void {
    const incoming = this.#handshakes.get(peerOf(socket))
    const certificates = this.#certificates
    if (incoming === undefined || certificates === undefined) {
      socket.destroy()
      return
    }
    incoming.secure = socket
    if (socket.isSessionReused()) incoming.counters.handshakesResumed++
    else incoming.counters.handshakesFull++
    const serverName = socket.servername || undefined
    const { facts } = certificates.choose(serverName)
    new ClientConnection(this.#run, incoming, socket, { ...facts, serverName, cipher: socket.getCipher().name })
  }

  #failed(error: Error, socket: tls.TLSSocket): void {
    const incoming = this.#handshakes.get(peerOf(socket))
    // Who connects and leaves without a byte only wanted to see whether the port is open.
    if (incoming === undefined || incoming.silent) return
    const target = this.#target(socket.servername || undefined)
    const trail = new Trail({ method: 'CONNECT', target, headers: [] }, 'https', incoming)
    const reason: unknown = Reflect.get(error, 'reason')
    trail.cause = 'tls-handshake'
    trail.detail = `The TLS handshake with the client failed: ${typeof reason === 'string' ? reason : error.message}.`
    incoming.counters.handshakesFailed++
    connectionOver(this.#run, trail)
  }

  #target(serverName: string | undefined): string {
    const { address, port } = this.#plan.endpoint
    return `${serverName ?? address}:${port}`
  }
}

function peerOf({
  remoteAddress,
  remotePort,
}: {
  remoteAddress?: string | undefined
  remotePort?: number | undefined
}): string {
  return `${remoteAddress} ${remotePort}`
}
