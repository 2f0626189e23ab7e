import t from 'tap'
import {
  connA1,
  connA3,
  connB1,
  connC2,
  decodeRts,
  echo,
  flowControlAck,
  keepAlive,
  ping,
  readConnA1,
  readConnA3,
  readConnB1,
  readConnC2,
  rtsFlags,
} from '../../../protocols/rts/index.ts'

const ones = Buffer.alloc(16, 0x11)
const twos = Buffer.alloc(16, 0x22)
const threes = Buffer.alloc(16, 0x33)
const hex = (text: string): string => text.replaceAll(' ', '')

t.test('CONN/A1', async (t) => {
  const bytes = connA1({ virtualConnection: ones, outChannel: twos })
  t.equal(
    bytes.toString('hex'),
    hex(
      `05001403100000004c00000000000000 00000400 0600000001000000 03000000${'11'.repeat(16)} 03000000${'22'.repeat(16)} 0000000000000400`,
    ),
  )
  t.equal(bytes.length, 76)
  t.same(readConnA1(decodeRts(bytes)), { virtualConnection: ones, outChannel: twos, receiveWindow: 262_144 })
  t.equal(readConnB1(decodeRts(bytes)), undefined)
})

t.test('CONN/B1', async (t) => {
  const bytes = connB1({ virtualConnection: ones, inChannel: twos, associationGroup: threes })
  t.equal(bytes.length, 104)
  t.same(readConnB1(decodeRts(bytes)), {
    virtualConnection: ones,
    inChannel: twos,
    lifetime: 1_073_741_824,
    keepalive: 300_000,
    associationGroup: threes,
  })
  t.equal(readConnA1(decodeRts(bytes)), undefined)
})

t.test('CONN/A3', async (t) => {
  t.equal(connA3().toString('hex'), hex('05001403100000001c00000000000000 00000100 02000000c0d40100'))
  t.equal(readConnA3(decodeRts(connA3())), 120_000)
  t.equal(readConnA3(decodeRts(connC2())), undefined)
})

t.test('CONN/C2', async (t) => {
  t.equal(
    connC2().toString('hex'),
    hex('05001403100000002c00000000000000 00000300 0600000001000000 0000000000000400 02000000c0d40100'),
  )
  t.same(readConnC2(decodeRts(connC2())), { window: 262_144, timeout: 120_000 })
  t.equal(readConnC2(decodeRts(connA3())), undefined)
})

t.test('echo, ping, keep-alive and flow control', async (t) => {
  t.equal(echo().toString('hex'), hex('05001403100000001400000000000000 40000000'))
  t.same(decodeRts(ping()), { flags: rtsFlags.ping, commands: [] })
  t.equal(ping().length, 20)
  t.equal(keepAlive(300_000).length, 28)
  const ack = flowControlAck('out-proxy', { bytesReceived: 131_072, availableWindow: 262_144, channel: twos })
  t.equal(ack.length, 56)
  t.same(decodeRts(ack), {
    flags: rtsFlags.otherCommand,
    commands: [
      { kind: 'destination', destination: 'out-proxy' },
      { kind: 'flow-control-ack', bytesReceived: 131_072, availableWindow: 262_144, channel: twos },
    ],
  })
})
