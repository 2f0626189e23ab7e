import t from 'tap'
import { NdrWriter } from '../../../protocols/dcerpc/index.ts'
import { ProtocolSyntaxError } from '../../../protocols/syntax-error.ts'
import {
  readAuthorizeTunnel,
  readChannel,
  readCreateChannel,
  readCreatedTunnel,
  readCreateTunnel,
  readHandle,
  readReturnValue,
  readSendToServer,
  readTunnelCall,
  tsErrors,
  writeAuthorized,
  writeAuthorizeTunnel,
  writeChannel,
  writeClosed,
  writeCreateChannel,
  writeCreatedTunnel,
  writeCreateTunnel,
  writeNoPacket,
  writeRefusedTunnel,
  writeSendToServer,
  writeTunnelCall,
} from '../../../protocols/tsproxy/index.ts'

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(/\s/g, ''), 'hex')
const handle = hex('00000000 6abc2a14 c075cf4a a3cf42c5 03108480')

// As FreeRDP 2.11 sends them, with another name of the computer.
const freeRdp = {
  createTunnel: hex(`43560000 43560000 00000200 52544356 04000200 01000000 01000100 00000000 01000000 01000000 01000000
    1f000000 8ae31371 02f43671 01000400 01000000 02402800 dd65e244 af7dcd42 85603cdb 6e7a2729 01000300 045d888a eb1cc911
    9fe80800 2b104860 02000000`),
  authorizeTunnel:
    hex(`00000000 6abc2a14 c075cf4a a3cf42c5 03108480 52510000 52510000 00000200 00000000 04000200 03000000
    08000200 00000000 03000000 00000000 03000000 70006300 00000000 00000000`),
  makeTunnelCall: hex(`00000000 6abc2a14 c075cf4a a3cf42c5 03108480 01000000 52470000 52470000 00000200 01000000`),
  createChannel: hex(`00000000 6abc2a14 c075cf4a a3cf42c5 03108480 00000200 01000000 00000000 00000000 03001900 01000000
    04000200 03000000 00000000 03000000 70006300 0000`),
}

t.test('the requests of FreeRDP are read', async (t) => {
  t.same(readCreateTunnel(freeRdp.createTunnel), { major: 1, minor: 1, capabilities: 0x1f })
  t.same(readAuthorizeTunnel(freeRdp.authorizeTunnel), { tunnel: handle, client: 'pc' })
  t.same(readTunnelCall(freeRdp.makeTunnelCall), { tunnel: handle, procedure: 1 })
  t.same(readCreateChannel(freeRdp.createChannel), { tunnel: handle, hosts: ['pc'], port: 25 })
})

t.test('a request that is written is read again', async (t) => {
  const caps = { major: 1, minor: 1, capabilities: 0x13 }
  t.same(readCreateTunnel(writeCreateTunnel(caps)), caps)
  t.same(readAuthorizeTunnel(writeAuthorizeTunnel(handle, 'LAPTOP')), { tunnel: handle, client: 'LAPTOP' })
  t.same(readTunnelCall(writeTunnelCall(handle, 2)), { tunnel: handle, procedure: 2 })
  const target = { hosts: ['pc.contoso.com', 'pc', '192.168.16.50'], port: 65_535 }
  t.same(readCreateChannel(writeCreateChannel(handle, target)), { tunnel: handle, ...target })
})

t.test('packets of another kind are told, not read', async (t) => {
  const auth = new NdrWriter().u32(0x4054).u32(0x4054).pointer().end()
  t.equal(readCreateTunnel(auth), undefined)
  t.same(readAuthorizeTunnel(Buffer.concat([handle, auth])), { tunnel: handle, client: undefined })
  t.throws(() => readCreateTunnel(hex('43560000 52510000 00000200')), { message: /two kinds/ })
})

t.test('alternative names come last, and null names are none', async (t) => {
  const writer = new NdrWriter().contextHandle(handle).pointer().u32(2).pointer().u16(1).u32(0x0d3d0003)
  writer.u32(2).pointer(false).pointer().string16('pc').align(4).u32(1).pointer().string16('192.168.16.50')
  t.same(readCreateChannel(writer.end()), { tunnel: handle, hosts: ['pc', '192.168.16.50'], port: 3389 })
})

t.test('numbers beyond the ranges of the interface, and those that lie, are refused', async (t) => {
  const patched = (from: Buffer, at: number, value: number): Buffer => {
    const copy = Buffer.from(from)
    copy.writeUInt32LE(value, at)
    return copy
  }
  const cases: readonly (readonly [string, () => unknown])[] = [
    ['33 where 32', () => readCreateTunnel(patched(freeRdp.createTunnel, 20, 33))],
    ['1 capabilities where 2', () => readCreateTunnel(patched(freeRdp.createTunnel, 20, 2))],
    ['capabilities of type 9', () => readCreateTunnel(patched(freeRdp.createTunnel, 36, 9))],
    ['the component', () => readCreateTunnel(patched(freeRdp.createTunnel, 12, 0))],
    ['514 where 513', () => readAuthorizeTunnel(patched(freeRdp.authorizeTunnel, 40, 514))],
    ['8001 where 8000', () => readAuthorizeTunnel(patched(freeRdp.authorizeTunnel, 48, 8_001))],
    ['the length that is announced', () => readAuthorizeTunnel(patched(freeRdp.authorizeTunnel, 48, 4))],
    ['51 where 50', () => readCreateChannel(patched(freeRdp.createChannel, 24, 51))],
    ['4 where 3', () => readCreateChannel(patched(freeRdp.createChannel, 32, 4))],
    ['1 names where 2', () => readCreateChannel(patched(freeRdp.createChannel, 24, 2))],
    ['the protocol', () => readCreateChannel(patched(freeRdp.createChannel, 36, 0x0d3d0004))],
    ['32769 bytes', () => readSendToServer(Buffer.alloc(32_769))],
  ]
  for (const [message, read] of cases) {
    t.throws(read, { name: ProtocolSyntaxError.name, message: new RegExp(message) })
  }
})

t.test('data to the host: the example of MS-TSGU 4.1.1, three buffers, and lengths that are not allowed', async (t) => {
  const channel = hex('00000000 36411841 dd2d8443 836382cc b6eaf3f9')
  const example = Buffer.concat([channel, hex('00000008 00000001 00000004 04000003')])
  t.same(readSendToServer(example), { channel, data: hex('04000003') })
  t.same(writeSendToServer(channel, hex('04000003')), example)
  const of = (text: string): Buffer | undefined => readSendToServer(Buffer.concat([channel, hex(text)])).data
  t.same(of('00000012 00000003 00000003 00000000 00000003 616263 646566'), Buffer.from('abcdef'))
  for (const [what, text] of [
    ['no bytes', '00000000 00000001 00000001 61'],
    ['no buffers', '00000004 00000000'],
    ['four buffers', '00000014 00000004 00000001 00000001 00000001 00000001 61616161'],
    ['an empty first buffer', '00000009 00000002 00000000 00000001 61'],
    ['more than is announced', '00000004 00000001 00000001 61'],
    ['more than is there', '00000008 00000001 00000004 61'],
    ['far more than is there', 'ffffffff 00000002 ffffffff ffffffff 61'],
  ] as const) {
    t.equal(of(text), undefined, what)
  }
})

t.test('results are laid out as FreeRDP reads them, and are read again', async (t) => {
  const nonce = '11111111-2222-4333-8444-555555555555'
  const created = { major: 1, minor: 1, capabilities: 0x12, handle, tunnelId: 1, nonce }
  const stub = writeCreatedTunnel(created)
  t.same(
    stub,
    Buffer.concat([
      hex('04000200 52450000 52450000 08000200 00000000 00000000 00000000 11111111222233438444555555555555 0c000200'),
      hex('52544356 10000200 01000000 01000100 00000000 01000000 01000000 01000000 12000000'),
      handle,
      hex('01000000 00000000'),
    ]),
  )
  t.same(readCreatedTunnel(stub), created)
  t.same(readCreatedTunnel(writeRefusedTunnel(tsErrors.internal)), { error: tsErrors.internal })
  const authorized = writeAuthorized(0)
  t.equal(authorized.length, 76)
  t.same(
    authorized.subarray(0, 36),
    hex(`04000200 52500000 52500000 08000200 52510000 00000000 0c000200 04000000 01000000`),
  )
  t.same(authorized.subarray(64), hex('04000000 00000000 00000000'), 'the idle time-out, and the return value')
  t.equal(writeAuthorized(undefined).length, 68)
  t.equal(readReturnValue(writeNoPacket(tsErrors.callCancelled)), tsErrors.callCancelled)
  t.same(readChannel(writeChannel({ handle, id: 1 })), { handle, error: 0 })
  t.same(readChannel(writeChannel(tsErrors.accessDenied)), { handle: Buffer.alloc(20), error: 5 })
  t.same(readHandle(writeClosed(handle, 0)), handle)
})
