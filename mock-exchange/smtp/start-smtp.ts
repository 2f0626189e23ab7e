// Front End Transport of a server: its receive connectors on their sockets.

import { type AddressInfo, createServer, type Socket } from 'node:net'
import type { KeyPair } from '../../base/key-pair.ts'
import { createAccounts } from '../auth/accounts.ts'
import type { ExchangeServer } from '../exchange-server.ts'
import { mailboxesOf } from '../mailbox/store.ts'
import type { MockSocket } from '../types.ts'
import { buildText, versionOf } from '../vdirs/exchange-version.ts'
import { type ReceiveConnector, receiveConnectors } from './connector.ts'
import type { ExchangeSmtpServer } from './session.ts'

/** The running connectors. */
export interface FrontEndTransport extends AsyncDisposable {
  readonly sockets: readonly MockSocket[]
  /** Changes what STARTTLS shows from now on. */
  setCertificate(pair: KeyPair): void
}

/** Milliseconds of silence after which a client is dismissed: ConnectionInactivityTimeout. */
const inactivity = 5 * 60_000
/** Connections at once: MaxInboundConnection. */
const mostClients = 5_000

/** Starts both connectors on free ports of 127.0.0.1. The protocol engine is loaded when the first client comes. */
export async function startSmtp(server: ExchangeServer): Promise<FrontEndTransport> {
  await using starting = new AsyncDisposableStack()
  const connectors: StartedConnector[] = []
  for (const connector of receiveConnectors) connectors.push(starting.use(await startConnector(server, connector)))
  const running = starting.move()
  return {
    sockets: connectors.map(({ socket }) => socket),
    setCertificate: (pair) => {
      for (const connector of connectors) connector.setCertificate(pair)
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

interface StartedConnector extends AsyncDisposable {
  readonly socket: MockSocket
  setCertificate(pair: KeyPair): void
}

async function startConnector(server: ExchangeServer, connector: ReceiveConnector): Promise<StartedConnector> {
  const sockets = new Set<Socket>()
  let engine: Promise<ExchangeSmtpServer> | undefined
  const listener = createServer((socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    // Until a session has it; whoever leaves before that leaves without a word.
    socket.once('error', () => {})
    engine ??= createEngine(server, connector)
    engine.then(
      (ready) => ready.connect(socket),
      (error: unknown) => socket.destroy(error instanceof Error ? error : undefined),
    )
  })
  await new Promise<void>((resolve, reject) => {
    listener.once('error', reject)
    listener.listen({ host: '127.0.0.1', port: 0 }, () => {
      listener.off('error', reject)
      resolve()
    })
  })
  const { port } = listener.address() as AddressInfo
  return {
    socket: { endpoint: { address: server.plan.address, port: connector.port }, tls: false, port },
    setCertificate: ({ certificate: cert, privateKey: key }) => {
      engine?.then((ready) => ready.updateSecureContext({ cert, key })).catch(() => {})
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => listener.close(() => resolve()))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

async function createEngine(server: ExchangeServer, connector: ReceiveConnector): Promise<ExchangeSmtpServer> {
  const [{ ExchangeSmtpServer: Engine }, { receiveHandlers }] = await Promise.all([
    import('./session.ts'),
    import('./receive.ts'),
  ])
  const { plan, surroundings, netbiosName } = server
  const { users, domain, netbios, clock } = surroundings
  const { fqdn } = plan
  const accounts = createAccounts(users, domain)
  const { certificate: cert, privateKey: key } = server.frontEndKey()
  const names = { netbiosComputer: netbiosName, netbiosDomain: netbios, dnsComputer: fqdn, dnsDomain: domain }
  return new Engine(
    { connector, fqdn, names, accounts, now: clock.now },
    {
      ...receiveHandlers({
        connector,
        fqdn,
        domain,
        accounts,
        build: buildText(versionOf(plan).build),
        mailboxes: mailboxesOf(surroundings),
        now: clock.now,
      }),
      name: fqdn,
      cert,
      key,
      // Windows Server 2012 R2, under Exchange 2013, knows no TLS 1.3.
      maxVersion: 'TLSv1.2',
      size: connector.size,
      // The library's list: NTLM is ours, LOGIN its own.
      authMethods: [...connector.mechanisms],
      authOptional: true,
      disableReverseLookup: true,
      hideSMTPUTF8: true,
      hideREQUIRETLS: true,
      socketTimeout: inactivity,
      maxClients: mostClients,
      logger: false,
    },
  )
}
