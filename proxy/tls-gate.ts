// How clients come in at a TLS listener:
//
//                     ┌─ the name's farm is passed through ──> PassThrough, never decrypted
//   TCP ── hello ─────┤
//                     ├─ TLS ends here, certificate by SNI ──> ClientConnection
//                     └─ no certificate to end it with ──> alert unrecognized_name
//
// The hello is looked at beforehand only where that may decide something.

import type { Socket } from 'node:net'
import * as tls from 'node:tls'
import { endpointText } from '../base/endpoint-text.ts'
import type { ListenerTlsPlan } from '../topology/edge-plan.ts'
import { clientCertificate, handshakeFault } from './client-certificate.ts'
import { ClientConnection } from './client-connection.ts'
import type { ClientHello } from './client-hello.ts'
import type { EdgeRun } from './edge-run.ts'
import type { Gate, ListenerSetup } from './gate.ts'
import type { Incoming } from './incoming.ts'
import { PassThrough } from './pass-through.ts'
import { peekHello } from './peek-hello.ts'
import { connectionOver, connectionRefused } from './record-over.ts'
import { type ServedCertificates, serveCertificates } from './served-certificates.ts'
import { connectTo, Trail } from './trail.ts'

// Record, TLS 1.2, two bytes: fatal, unrecognized_name (RFC 8446 section 6, RFC 6066 section 3).
const unrecognizedName = Buffer.from('15030300020270', 'hex')

/** What ends TLS under one setup of the listener. */
interface Termination {
  readonly certificates: ServedCertificates
  /** It never listens: connections are handed to it. */
  readonly server: tls.Server
}

export class TlsGate implements Gate {
  readonly #run: EdgeRun
  readonly #endpoint: ListenerSetup['plan']['endpoint']
  // Node tells of a TLS connection by its own socket; the addresses and ports lead back to the TCP connection below.
  readonly #handshakes = new Map<string, Incoming>()
  /** Connections that closed within their handshake just now, in order. */
  readonly #leaving: Incoming[] = []
  #unknownName: ListenerTlsPlan['unknownName'] = 'default'
  #termination: Termination | undefined

  /** @throws BH_ERR_EDGE_CERTIFICATE */
  constructor(run: EdgeRun, setup: ListenerSetup) {
    this.#run = run
    this.#endpoint = setup.plan.endpoint
    this.prepareReload(setup)()
  }

  admit(incoming: Incoming): void {
    const { active } = this.#run
    // Opened in advance, as browsers do; nothing is lost with it.
    incoming.onDrain = () => {
      if (incoming.silent) incoming.destroy()
    }
    const termination = this.#termination
    if (
      termination === undefined ||
      active.passesThrough ||
      termination.certificates.several ||
      this.#unknownName === 'refuse'
    ) {
      peekHello(incoming, this.#run, (hello, bytes) => this.#sort(incoming, hello, bytes))
    } else this.#terminate(incoming, termination)
  }

  prepareReload(setup: ListenerSetup): () => void {
    const { plan } = this.#run.active
    const certificates = serveCertificates(plan.name, setup, this.#run.ticketKeys)
    const termination = certificates && this.#terminationWith(certificates, setup.handshakeTimeout)
    return () => {
      this.#termination = termination
      this.#unknownName = setup.plan.tls?.unknownName ?? 'default'
    }
  }

  #terminationWith(certificates: ServedCertificates, handshakeTimeout: number): Termination {
    const { first } = certificates
    const server = tls.createServer({
      ...first.options,
      // A list of protocols would do, but Node copies it for each connection, and each copy keeps 64 kB of memory alive.
      ALPNCallback: ({ protocols }) => protocols.find((each) => each === 'http/1.1'),
      handshakeTimeout,
      SNICallback: (name, answer) => answer(null, (certificates.find(name) ?? first).context),
    })
    server.on('secureConnection', (socket) => this.#secured(socket, certificates))
    server.on('tlsClientError', (error, socket) => this.#failed(error, socket))
    return { certificates, server }
  }

  #sort(incoming: Incoming, hello: Exclude<ClientHello, { kind: 'more' }>, bytes: Buffer): void {
    const { farms, router } = this.#run.active
    const serverName = hello.kind === 'hello' ? hello.serverName : undefined
    const route = hello.kind === 'hello' ? router.routeServerName(serverName) : undefined
    const farm = route === undefined ? undefined : farms.get(route.farm.name)
    incoming.serverName = serverName
    if (route === undefined || farm === undefined) {
      const termination = this.#termination
      if (termination === undefined) {
        const whom = serverName ?? 'a connection without a server name'
        const why = `No rule passes ${whom} through, and this listener has no certificate to end TLS with.`
        this.#refuse(incoming, serverName, 'no-rule', why)
      } else if (hello.kind === 'hello' && this.#isUnknown(serverName, termination)) {
        const why =
          serverName === undefined
            ? 'The client sends no server name, and this listener refuses such clients (unknownName: refuse).'
            : `No certificate of this listener is for ${serverName} (unknownName: refuse).`
        this.#refuse(incoming, serverName, 'tls-name-mismatch', why)
      } else {
        // TLS begins with the hello, so it goes back to where it was read from.
        incoming.raw.unshift(bytes)
        this.#terminate(incoming, termination)
      }
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

  #isUnknown(serverName: string | undefined, { certificates }: Termination): boolean {
    if (this.#unknownName === 'default') return false
    return serverName === undefined || certificates.find(serverName) === undefined
  }

  #refuse(
    incoming: Incoming,
    serverName: string | undefined,
    cause: 'no-rule' | 'tls-name-mismatch',
    detail: string,
  ): void {
    const trail = new Trail(connectTo(this.#target(serverName)), 'https', incoming)
    trail.cause = cause
    trail.detail = detail
    connectionRefused(this.#run, trail)
    incoming.raw.end(unrecognizedName)
  }

  #terminate(incoming: Incoming, { server }: Termination): void {
    const { raw } = incoming
    // TLS has no half-closed connections before version 1.3, and clients do not use them (RFC 8446 section 6.1).
    raw.allowHalfOpen = false
    const key = endsOf(raw)
    this.#handshakes.set(key, incoming)
    raw.once('close', () => {
      this.#handshakes.delete(key)
      if (incoming.secure === undefined) this.#noteLeaving(incoming)
    })
    // Documented for this: "can be explicitly emitted by users to inject connections into the TLS server".
    server.emit('connection', raw)
  }

  #secured(socket: tls.TLSSocket, certificates: ServedCertificates): void {
    const incoming = this.#handshakes.get(endsOf(socket))
    if (incoming === undefined) {
      socket.destroy()
      return
    }
    const client = clientCertificate(socket)
    if (client !== undefined && 'fault' in client) {
      this.#failed(client.fault, socket)
      socket.destroy()
      return
    }
    incoming.secure = socket
    if (socket.isSessionReused()) incoming.counters.handshakesResumed++
    else incoming.counters.handshakesFull++
    // Of a session of TLS 1.2 that is resumed, Node does not know the name.
    const serverName = socket.servername || incoming.serverName || undefined
    const { facts } = (serverName === undefined ? undefined : certificates.find(serverName)) ?? certificates.first
    const cipher = socket.getCipher().name
    new ClientConnection(this.#run, incoming, socket, { ...facts, serverName, cipher, client })
  }

  #failed(error: Error, socket: tls.TLSSocket): void {
    const incoming = this.#handshakes.get(endsOf(socket)) ?? this.#refused(socket)
    // Of all faults this is the one after which Node leaves the connection open.
    if (Reflect.get(error, 'code') === 'ERR_TLS_HANDSHAKE_TIMEOUT') incoming?.destroy()
    // Who connects and leaves without a byte only wanted to see whether the port is open.
    if (incoming === undefined || incoming.silent) return
    const trail = new Trail(connectTo(this.#target(socket.servername || undefined)), 'https', incoming)
    trail.cause = 'tls-handshake'
    trail.detail = `The TLS handshake with the client failed: ${handshakeFault(error, socket)}.`
    incoming.counters.handshakesFailed++
    connectionOver(this.#run, trail)
  }

  /**
   * The connection of a client whose certificate does not hold, where one is required: Node closes it first and tells of it
   * then, when the socket has no peer any more.
   */
  #refused({ authorizationError }: tls.TLSSocket): Incoming | undefined {
    return authorizationError ? this.#leaving.shift() : undefined
  }

  #noteLeaving(incoming: Incoming): void {
    this.#leaving.push(incoming)
    setImmediate(() => {
      const index = this.#leaving.indexOf(incoming)
      if (index >= 0) this.#leaving.splice(index, 1)
    })
  }

  #target(serverName: string | undefined): string {
    const { address, port } = this.#endpoint
    return endpointText({ address: serverName ?? address, port })
  }
}

/** All four, for one address and port may connect to two addresses of the listener at the same time. */
function endsOf({ localAddress, localPort, remoteAddress, remotePort }: Partial<Socket>): string {
  return `${remoteAddress} ${remotePort} ${localAddress} ${localPort}`
}
