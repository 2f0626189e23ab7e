import { once } from 'node:events'
import fc from 'fast-check'
import t from 'tap'
import { waitUntil } from '../../../../base/deadline.ts'
import { tsProxy } from '../../../../mock-exchange/essentials/rd-gateway/rpc-interface.ts'
import type { VdirContext } from '../../../../mock-exchange/vdirs/types.ts'
import { authLevels, faultStatus, pduFlags } from '../../../../protocols/dcerpc/index.ts'
import {
  tsProxyOperations as operations,
  readChannel,
  readReturnValue,
  tsErrors,
  tsProxyInterface,
  tsProxyPort,
  tsTunnelCalls,
  writeAuthorizeTunnel,
  writeCreateTunnel,
  writeSendToServer,
  writeTunnelCall,
} from '../../../../protocols/tsproxy/index.ts'
import { Caller } from '../../rpc/caller.ts'
import { GatewayClient, startComputer } from './rpc-client.ts'

const computer = await startComputer(t)
const nobody = Buffer.alloc(20)
const stranger = Buffer.alloc(20, 1)

t.test('a tunnel from its creation to its end: data both ways, part by part, and return values', async (t) => {
  const client = new GatewayClient(t, computer)
  const { tunnel, channel, socket } = await client.openChannel()
  const waiting = client.send(operations.makeTunnelCall, writeTunnelCall(tunnel, tsTunnelCalls.waitForMessage))
  t.equal(client.caller.held, 1, 'there is no message to be had')

  const pipe = client.send(operations.setupReceivePipe, channel)
  socket.write('hello')
  const hello = await client.next()
  t.same(
    [hello.callId, String(hello.stub), hello.hint, hello.flags],
    [pipe, 'hello', 5, pduFlags.first],
    'the first part; its hint is its length',
  )
  const sent = client.send(operations.sendToServer, writeSendToServer(channel, Buffer.from('ping')))
  const [said] = await once(socket, 'data')
  t.equal(String(said), 'ping')
  t.match(await client.next(), { callId: sent, stub: Buffer.alloc(4) })

  socket.write(Buffer.alloc(20_000, 'long '))
  let length = 0
  while (length < 20_000) {
    const { callId, flags, hint, stub } = await client.next()
    t.same([callId, flags, hint], [pipe, 0, stub.length], 'neither the first nor the last')
    length += stub.length
  }

  client.send(operations.closeChannel, channel)
  const closed = await client.next()
  t.same([closed.stub.subarray(0, 20), readReturnValue(closed.stub)], [nobody, 0], 'no handle is left')
  const last = await client.next()
  t.same([last.callId, last.flags, readReturnValue(last.stub)], [pipe, pduFlags.last, tsErrors.gracefulDisconnect])
  await waitUntil(() => socket.destroyed, { what: 'the end of the connection' })

  const cancelled = client.send(operations.makeTunnelCall, writeTunnelCall(tunnel, tsTunnelCalls.cancel))
  const answers = [await client.next(), await client.next()]
  const errorOf = (id: number): number => readReturnValue(answers.find(({ callId }) => callId === id)?.stub ?? nobody)
  t.same([errorOf(cancelled), errorOf(waiting)], [0, tsErrors.callCancelled])
  t.equal(readReturnValue((await client.call(operations.closeTunnel, tunnel)).stub), 0)
  const gone = await client.call(operations.closeTunnel, tunnel)
  t.equal(gone.fault, faultStatus.contextMismatch, 'the tunnel is not there any more')
})

t.test('the computer waits while the client takes nothing', async (t) => {
  const client = new GatewayClient(t, computer)
  const { channel, socket } = await client.openChannel()
  client.send(operations.setupReceivePipe, channel)
  client.caller.flowing = false
  socket.write('one')
  t.equal(String((await client.next()).stub), 'one')
  t.equal(client.caller.drained.length, 1)
  await new Promise<void>((resolve) => void socket.write('two', () => resolve()))
  // Bytes on the loopback interface are there by the next turns of the event loop, for whoever reads them.
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve))
  t.equal(client.waiting, 0, 'nothing more is read')
  client.caller.flowing = true
  client.caller.drained[0]?.()
  t.equal(String((await client.next()).stub), 'two')
})

t.test('a computer that closes ends the pipe, and what it said before there was one is not lost', async (t) => {
  const client = new GatewayClient(t, computer)
  const { channel, socket } = await client.openChannel()
  socket.end('bye')
  await once(socket, 'finish')
  client.send(operations.setupReceivePipe, channel)
  t.equal(String((await client.next()).stub), 'bye')
  const { flags, stub } = await client.next()
  t.same([flags, readReturnValue(stub)], [pduFlags.last, tsErrors.badArguments])
  const late = await client.call(operations.sendToServer, writeSendToServer(channel, Buffer.from('x')))
  t.equal(readReturnValue(late.stub), tsErrors.onlyIfConnected)
  t.equal(readReturnValue((await client.call(operations.setupReceivePipe, channel)).stub), tsErrors.badArguments)
  t.equal(readReturnValue((await client.call(operations.closeChannel, channel)).stub), 0)
})

t.test('the first name that answers counts; that none does is the status of a fault', async (t) => {
  const client = new GatewayClient(t, computer)
  const tunnel = await client.authorizedTunnel()
  t.equal((await client.createChannel(tunnel, ['nobody', 'no one'])).fault, 0x59dd)
  t.equal(readChannel((await client.createChannel(tunnel, ['nobody', 'pc'])).stub).error, 0)
})

t.test('steps out of order, and handles of nothing or of something else', async (t) => {
  const client = new GatewayClient(t, computer)
  const errorOf = async (operation: number, stub: Buffer): Promise<number> => {
    const answer = await client.call(operation, stub)
    return answer.fault ?? readReturnValue(answer.stub)
  }
  const tunnel = await client.createTunnel()
  const denied = tsErrors.accessDenied
  t.equal(readChannel((await client.createChannel(tunnel)).stub).error, denied, 'no channel before authorization')
  t.equal(await errorOf(operations.makeTunnelCall, writeTunnelCall(tunnel, 1)), denied)
  const anotherPacket = writeTunnelCall(tunnel, 0).subarray(0, 20)
  t.equal(
    await errorOf(operations.authorizeTunnel, Buffer.concat([anotherPacket, writeTunnelCall(tunnel, 1).subarray(24)])),
    tsErrors.notSupportedCode,
  )
  t.equal(await errorOf(operations.authorizeTunnel, writeAuthorizeTunnel(tunnel, 'pc')), 0)
  t.equal(await errorOf(operations.authorizeTunnel, writeAuthorizeTunnel(tunnel, 'pc')), denied, 'once is enough')
  t.equal(await errorOf(operations.makeTunnelCall, writeTunnelCall(tunnel, tsTunnelCalls.cancel)), denied)
  t.equal(await errorOf(operations.makeTunnelCall, writeTunnelCall(tunnel, 3)), denied)
  const auth = writeCreateTunnel({ major: 1, minor: 1, capabilities: 0 })
  auth.writeUInt32LE(0x4054, 0)
  auth.writeUInt32LE(0x4054, 4)
  t.equal(await errorOf(operations.createTunnel, auth), tsErrors.internal, 'no other way to log on')

  const { handle: channel } = readChannel((await client.createChannel(tunnel)).stub)
  t.equal(readChannel((await client.createChannel(tunnel)).stub).error, denied, 'one channel at a time')
  const data = (handle: Buffer): Buffer => writeSendToServer(handle, Buffer.from('x'))
  for (const operation of [operations.setupReceivePipe, operations.closeChannel, operations.closeTunnel]) {
    t.equal(await errorOf(operation, nobody), denied)
    t.equal(await errorOf(operation, stranger), faultStatus.contextMismatch)
  }
  t.equal(await errorOf(operations.closeTunnel, channel), faultStatus.contextMismatch, 'a channel is no tunnel')
  t.equal(await errorOf(operations.sendToServer, data(nobody)), denied)
  t.equal(await errorOf(operations.sendToServer, data(channel)), tsErrors.onlyIfConnected, 'no pipe yet')
  t.equal(await errorOf(operations.setupReceivePipe, channel), tsErrors.onlyIfConnected, 'which ended the channel')
  t.equal(readChannel((await client.createChannel(tunnel)).stub).error, 0, 'so that there can be another')
  t.equal(await errorOf(operations.createChannel, Buffer.alloc(30)), faultStatus.badStubData)
  t.equal(await errorOf(0, Buffer.alloc(0)), faultStatus.operationOutOfRange)
})

t.test('a call that sends what is not allowed fails, and ends the pipe with its error', async (t) => {
  const client = new GatewayClient(t, computer)
  const { channel } = await client.openChannel()
  const pipe = client.send(operations.setupReceivePipe, channel)
  const empty = writeSendToServer(channel, Buffer.alloc(0))
  client.send(operations.sendToServer, empty)
  const answers = [await client.next(), await client.next()]
  t.same(
    answers.map(({ stub }) => readReturnValue(stub)),
    [tsErrors.accessDenied, tsErrors.accessDenied],
  )
  t.ok(answers.some(({ callId, flags }) => callId === pipe && flags === (pduFlags.first | pduFlags.last)))
})

t.test('calls that are not signed are refused, and sealed ones are taken', async (t) => {
  t.equal((await new GatewayClient(t, computer, authLevels.privacy).createTunnel()).length, 20)
  const unreachable = tsProxy<VdirContext>(() => {
    throw new Error('no computer is there')
  })
  const bare = new Caller({ port: tsProxyPort, interfaces: [unreachable] })
  bare.bind(tsProxyInterface)
  const stub = writeCreateTunnel({ major: 1, minor: 1, capabilities: 0 })
  t.equal(bare.call(operations.createTunnel, stub), faultStatus.accessDenied)
})

t.test('a call that waits for a computer that reads nothing is answered once the channel is closed', async (t) => {
  const client = new GatewayClient(t, computer)
  const { channel, socket } = await client.openChannel()
  socket.pause()
  client.send(operations.setupReceivePipe, channel)
  const data = writeSendToServer(channel, Buffer.alloc(32_000))
  let waiting: number | undefined
  for (let count = 0; count < 2_000 && waiting === undefined; count++) {
    const callId = client.send(operations.sendToServer, data)
    for (let turn = 0; turn < 20 && client.waiting === 0; turn++) await new Promise((resolve) => setImmediate(resolve))
    if (client.waiting === 0) waiting = callId
    else await client.next()
  }
  t.ok(waiting, 'the way to the computer is full')
  client.send(operations.closeChannel, channel)
  const answered = [await client.next(), await client.next(), await client.next()].map(({ callId }) => callId)
  t.ok(waiting !== undefined && answered.includes(waiting))
})

t.test('a channel without a pipe is closed after half a minute', async (t) => {
  const client = new GatewayClient(t, computer)
  const { channel, socket } = await client.openChannel()
  client.clock.advance(30_000)
  await waitUntil(() => socket.destroyed, { what: 'the end of the connection' })
  const { stub } = await client.call(operations.setupReceivePipe, channel)
  t.equal(readReturnValue(stub), tsErrors.operationAborted)
})

t.test('a client that is gone leaves no connection behind, with a pipe or without', async (t) => {
  for (const withPipe of [false, true]) {
    const client = new GatewayClient(t, computer)
    const { channel, socket } = await client.openChannel()
    if (withPipe) client.send(operations.setupReceivePipe, channel)
    client.caller.association.end()
    await waitUntil(() => socket.destroyed, { what: 'the end of the connection' })
    t.equal(client.waiting, 0, 'and is told nothing')
  }
})

t.test('any bytes to any operation are answered, once, and never an error of the server', async (t) => {
  const client = new GatewayClient(t, computer)
  const { tunnel, channel } = await client.openChannel()
  const begun = fc.constantFrom(tunnel, channel, nobody, stranger, Buffer.alloc(0))
  const call = fc.tuple(fc.nat(10), begun, fc.uint8Array({ maxLength: 80 }))
  await fc.assert(
    fc.asyncProperty(call, async ([operation, start, rest]) => {
      const callId = client.send(operation, Buffer.concat([start, rest]))
      // Whatever is held until something happens is a call like any other; a pipe may come to its end meanwhile.
      for (let turn = 0; turn < 5 && client.waiting === 0; turn++) await new Promise((resolve) => setImmediate(resolve))
      let answers = 0
      while (client.waiting > 0) if ((await client.next()).callId === callId) answers += 1
      return answers <= 1 && client.caller.failures.length === 0 && !client.caller.closed
    }),
    { numRuns: 200 },
  )
  t.equal((await client.createTunnel()).length, 20, 'and the connection goes on')
})
