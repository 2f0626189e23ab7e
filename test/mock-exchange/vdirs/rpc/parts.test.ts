// A result that is sent in parts, on a virtual connection without sockets.

import t from 'tap'
import { createClock } from '../../../../base/clock.ts'
import type { RpcInterface, RpcServer } from '../../../../mock-exchange/rpc/types.ts'
import { VirtualConnections } from '../../../../mock-exchange/vdirs/rpc/virtual-connections.ts'
import {
  decodePduHeader,
  encodeBind,
  encodeRequest,
  ndr,
  PduSplitter,
  pduFlags,
  pduTypes,
  stubOffset,
} from '../../../../protocols/dcerpc/index.ts'
import { flowControlAck } from '../../../../protocols/rts/index.ts'
import { alice, serverContext } from '../host.ts'
import { cookie } from './outlook.ts'

/** Bytes that the operation has to tell, and of one part. */
const whole = 100_000
const part = 1_000

t.test('parts go out while the window has room, then wait; acknowledgements make them go on', async (t) => {
  using clock = createClock()
  let told = 0
  let most = 0
  const stream: RpcInterface<RpcServer> = {
    name: 'Stream',
    syntax: { id: '11111111-2222-4333-8444-555555555555', major: 1, minor: 0 },
    ports: [3388],
    operations: {
      0: (_stub, call) =>
        new Promise((resolve) => {
          const tell = (): void => {
            let flowing = true
            while (told < whole && flowing) {
              told += part
              flowing = call.sendPart(Buffer.alloc(part, told % 251))
            }
            if (flowing) resolve(Buffer.from('end'))
            else call.drained(tell)
          }
          tell()
        }),
    },
  }
  const connections = new VirtualConnections<RpcServer>(serverContext(clock), [stream])
  const virtualConnection = cookie(1)
  const connection = connections.of(alice, virtualConnection)
  const splitter = new PduSplitter()
  const heard: Buffer[] = []
  let received = 0
  connection.attachOut(
    { virtualConnection, outChannel: cookie(2), receiveWindow: 8_192 },
    {
      open: () => undefined,
      end: () => undefined,
      close: () => t.fail('the connection was closed'),
      write(bytes) {
        for (const pdu of splitter.push(bytes)) {
          const { type } = decodePduHeader(pdu)
          if (type === pduTypes.rts) continue
          received += pdu.length
          if (type === pduTypes.response) heard.push(pdu)
        }
      },
    },
  )
  connection.attachIn(
    { virtualConnection, inChannel: cookie(3), lifetime: 0, keepalive: 0, associationGroup: cookie(4) },
    { port: 3388, close: () => undefined, failed: (error) => t.error(error), noteHeld: () => undefined },
  )
  const contexts = [{ id: 0, interface: stream.syntax, transfers: [ndr] }]
  connection.receive(encodeBind({ callId: 1, maxFragment: 5_840, associationGroup: 0, contexts }))
  connection.receive(encodeRequest({ callId: 2, context: 0, allocationHint: 0, operation: 0, stub: Buffer.alloc(0) }))
  t.ok(received > 7_000 && received <= 8_192, `${received} bytes in a window of 8192`)
  t.ok(told <= 9_000, 'and one part at most waits')

  while (told < whole) {
    const before = received
    const ack = { bytesReceived: received, availableWindow: 8_192, channel: cookie(2) }
    connection.receive(flowControlAck('out-proxy', ack))
    most = Math.max(most, received - before)
    if (received === before) throw new Error('nothing came after an acknowledgement')
  }
  t.ok(most <= 8_192)
  await new Promise((resolve) => setImmediate(resolve))
  const ack = { bytesReceived: received, availableWindow: 8_192, channel: cookie(2) }
  connection.receive(flowControlAck('out-proxy', ack))
  const stubs = heard.map((pdu) => pdu.subarray(stubOffset))
  t.equal(Buffer.concat(stubs).length, whole + 3)
  t.equal(String(stubs.at(-1)), 'end')
  t.same(
    [heard[0], heard[1], heard.at(-1)].map((pdu) => pdu && decodePduHeader(pdu).flags),
    [pduFlags.first, 0, pduFlags.last],
  )
})
