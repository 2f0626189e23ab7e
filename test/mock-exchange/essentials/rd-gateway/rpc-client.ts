// A client of the RD Gateway by RPC without channels: signed PDUs go straight to an association, and a computer to be
// reached listens on the loopback interface.

import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import type { Test } from 'tap'
import { type AdvanceableClock, createClock } from '../../../../base/clock.ts'
import { waitUntil } from '../../../../base/deadline.ts'
import { tsProxy } from '../../../../mock-exchange/essentials/rd-gateway/rpc-interface.ts'
import type { VdirContext } from '../../../../mock-exchange/vdirs/types.ts'
import {
  authLevels,
  authTypes,
  decodeFault,
  decodePduHeader,
  type ProtectionOptions,
  pduTypes,
  protectPdu,
  stubOffset,
  unprotectStub,
} from '../../../../protocols/dcerpc/index.ts'
import {
  readChannel,
  readCreatedTunnel,
  tsProxyInterface,
  tsProxyOperations,
  tsProxyPort,
  writeAuthorizeTunnel,
  writeCreateChannel,
  writeCreateTunnel,
} from '../../../../protocols/tsproxy/index.ts'
import { Caller } from '../../rpc/caller.ts'
import { bindAs } from '../../rpc/log-on.ts'

/** A response, or the status of a fault. */
export interface Answer {
  readonly callId: number
  readonly flags: number
  readonly hint: number
  readonly stub: Buffer
  readonly fault: number | undefined
}

/** A computer that can be reached, and what was connected to it. */
export interface Computer {
  readonly port: number
  readonly sockets: Socket[]
}

export async function startComputer(t: Test): Promise<Computer> {
  const sockets: Socket[] = []
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    sockets.push(socket)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  t.teardown(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const address = server.address()
  return { port: typeof address === 'object' && address !== null ? address.port : 0, sockets }
}

export class GatewayClient {
  readonly clock: AdvanceableClock = createClock()
  readonly caller: Caller
  readonly #protection: ProtectionOptions
  #read = 0

  /** @param level of the calls; signed unless told */
  constructor(t: Test, computer?: Computer, level: number = authLevels.integrity) {
    t.teardown(() => {
      this.caller.association.end()
      this.clock[Symbol.dispose]()
    })
    const reach = async (host: string, port: number): Promise<Socket> => {
      if (host !== 'pc') throw new Error('no computer of that name')
      const socket = connect(port, '127.0.0.1')
      await once(socket, 'connect')
      return socket
    }
    const interfaces = [tsProxy<VdirContext>(reach)]
    this.computer = computer
    this.caller = new Caller({ port: tsProxyPort, interfaces, clock: this.clock })
    this.#protection = bindAs(this.caller, tsProxyInterface, { type: authTypes.ntlm, level }).protection
    this.#read = this.caller.sent.length
  }

  readonly computer: Computer | undefined

  /** Sends a call; its id. */
  send(operation: number, stub: Buffer): number {
    const request = protectPdu(this.caller.request(operation, stub), stubOffset, this.#protection)
    this.caller.tell(request)
    return decodePduHeader(request).callId
  }

  /** The next answer to whichever call. */
  async next(): Promise<Answer> {
    await waitUntil(() => this.caller.sent.length > this.#read, { what: 'an answer' })
    const pdu = this.caller.sent[this.#read] ?? Buffer.alloc(0)
    this.#read += 1
    const { callId, flags, type } = decodePduHeader(pdu)
    const hint = pdu.readUInt32LE(16)
    if (type === pduTypes.fault) return { callId, flags, hint, stub: Buffer.alloc(0), fault: decodeFault(pdu) }
    const stub = unprotectStub(pdu, stubOffset, this.#protection)
    if (stub === undefined) throw new Error('a signature is wrong')
    return { callId, flags, hint, stub, fault: undefined }
  }

  /** How many answers have come that were not taken. */
  get waiting(): number {
    return this.caller.sent.length - this.#read
  }

  async call(operation: number, stub: Buffer): Promise<Answer> {
    this.send(operation, stub)
    return await this.next()
  }

  async createTunnel(): Promise<Buffer> {
    const stub = writeCreateTunnel({ major: 1, minor: 1, capabilities: 0x1f })
    const created = readCreatedTunnel((await this.call(tsProxyOperations.createTunnel, stub)).stub)
    if ('error' in created) throw new Error('the tunnel was refused')
    return created.handle
  }

  async authorizedTunnel(): Promise<Buffer> {
    const tunnel = await this.createTunnel()
    await this.call(tsProxyOperations.authorizeTunnel, writeAuthorizeTunnel(tunnel, 'LAPTOP'))
    return tunnel
  }

  async createChannel(tunnel: Buffer, hosts: readonly string[] = ['pc']): Promise<Answer> {
    return await this.call(
      tsProxyOperations.createChannel,
      writeCreateChannel(tunnel, { hosts, port: this.computer?.port ?? 1 }),
    )
  }

  /** A channel of an authorized tunnel, with the computer's end of its connection. */
  async openChannel(): Promise<{ tunnel: Buffer; channel: Buffer; socket: Socket }> {
    const tunnel = await this.authorizedTunnel()
    const sockets = this.computer?.sockets ?? []
    const before = sockets.length
    const { handle, error } = readChannel((await this.createChannel(tunnel)).stub)
    if (error !== 0) throw new Error(`the channel was refused: ${error}`)
    await waitUntil(() => sockets.length > before, { what: 'a connection' })
    const socket = sockets[before]
    if (socket === undefined) throw new Error('there is no connection')
    return { tunnel, channel: handle, socket }
  }
}
