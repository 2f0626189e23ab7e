// An HTTP/1.1 server for any method token. Node's own refuses the methods of Outlook Anywhere and RD Gateway
// (HPE_INVALID_METHOD; reference exchange-protocols.md section 0, fact 5).

import type { X509Certificate } from 'node:crypto'
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net'
import { createServer as createTlsServer, type SecureContextOptions, TLSSocket } from 'node:tls'
import type { KeyPair } from '../../../base/key-pair.ts'
import type { RequestHead } from '../../../http1/index.ts'
import { serveConnection } from './connection.ts'
import type { Request } from './request.ts'
import type { Response } from './response.ts'

/** One TCP connection to a server. NTLM logs on the connection, not the request: what it needs is kept under this key. */
export interface Connection {
  /** Counted from 1 by the counter that the server was given. */
  readonly number: number
  readonly scheme: 'http' | 'https'
  /** The client's IP address. */
  readonly address: string
  /** The certificate that the server showed on it; undefined over plain HTTP. */
  certificate(): X509Certificate | undefined
}

/** An exchange that begins. */
export interface Arrival {
  readonly request: Request
  readonly response: Response
  readonly head: RequestHead
  readonly connection: Connection
}

export interface HttpServerOptions {
  /** TLS with this certificate; plain HTTP without. */
  readonly tls?: KeyPair
  /** Gives the next connection its number. */
  readonly nextConnection: () => number
  readonly handler: (arrival: Arrival) => void
}

export interface HttpServer extends AsyncDisposable {
  /** The real port on 127.0.0.1. */
  readonly port: number
  /** Changes what new TLS connections see. */
  setCertificate(pair: KeyPair): void
  /** Serves a connection that did not come by the port, as if it had. @throws with code ECONNREFUSED once it is stopped */
  accept(socket: Socket): void
}

/** Starts a server on a free port of 127.0.0.1. */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const sockets = new Set<Socket>()
  const scheme = options.tls === undefined ? 'http' : 'https'
  const track = (socket: Socket): void => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  }
  const serve = (socket: Socket): void => {
    socket.setNoDelay(true)
    const certificate = (): X509Certificate | undefined =>
      socket instanceof TLSSocket ? socket.getX509Certificate() : undefined
    const address = socket.remoteAddress ?? ''
    const connection: Connection = { number: options.nextConnection(), scheme, address, certificate }
    serveConnection(socket, (request, response, head) => options.handler({ request, response, head, connection }))
  }

  const tls = options.tls === undefined ? undefined : createTlsServer(tlsOptions(options.tls), serve)
  // A refused handshake is the client's to report; the server only must not fall over it.
  tls?.on('tlsClientError', () => undefined)
  const server = tls ?? createTcpServer(serve)
  server.on('connection', track)

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host: '127.0.0.1', port: 0 }, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const { port } = server.address() as AddressInfo

  return {
    port,
    setCertificate: (pair) => tls?.setSecureContext(tlsOptions(pair)),
    accept(socket) {
      if (!server.listening) throw Object.assign(new Error('the site is stopped'), { code: 'ECONNREFUSED' })
      track(socket)
      serve(socket)
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

/** Windows Server 2012 R2, under Exchange 2013, knows no TLS 1.3. */
function tlsOptions(pair: KeyPair): SecureContextOptions {
  return { cert: pair.certificate, key: pair.privateKey, maxVersion: 'TLSv1.2' }
}
