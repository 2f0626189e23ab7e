import fc from 'fast-check'
import t from 'tap'
import { decodeRdg, encodeRdg, type RdgPacket, RdgSplitter } from '../../../protocols/rdg/index.ts'
import { ProtocolSyntaxError } from '../../../protocols/syntax-error.ts'

const u8 = fc.nat(0xff)
const u16 = fc.nat(0xffff)
const u32 = fc.integer({ min: 0, max: 0xffffffff })
const bytes = fc.uint8Array({ maxLength: 60 }).map((value) => Buffer.from(value))
const name = fc.string({ maxLength: 20 }).map((value) => value.replaceAll('\0', ''))
const some: { requiredKeys: ('kind' | 'error')[] } = { requiredKeys: ['kind', 'error'] }
const packet = fc.oneof(
  fc.record({ kind: fc.constant('handshake-request'), major: u8, minor: u8, version: u16, extendedAuth: u16 }),
  fc.record({
    kind: fc.constant('handshake-response'),
    error: u32,
    major: u8,
    minor: u8,
    version: u16,
    extendedAuth: u16,
  }),
  fc.record({ kind: fc.constant('extended-auth'), error: u32, token: bytes }),
  fc.record(
    { kind: fc.constant('tunnel-create'), capabilities: u32, cookie: bytes },
    { requiredKeys: ['kind', 'capabilities'] },
  ),
  fc.record(
    { kind: fc.constant('tunnel-response'), version: u16, error: u32, tunnelId: u32, capabilities: u32 },
    { requiredKeys: ['kind', 'version', 'error'] },
  ),
  fc.record({ kind: fc.constant('tunnel-auth'), client: name }),
  fc.record({ kind: fc.constant('tunnel-auth-response'), error: u32, redirection: u32, idleTimeout: u32 }, some),
  fc.record({ kind: fc.constant('channel-create'), hosts: fc.array(name, { maxLength: 3 }), port: u16 }),
  fc.record({ kind: fc.constant('channel-response'), error: u32, channelId: u32 }, some),
  fc.record({ kind: fc.constant('data'), bytes }),
  fc.record({ kind: fc.constant('keep-alive') }),
  fc.record({ kind: fc.constantFrom('close-channel', 'close-channel-response'), error: u32 }),
) as fc.Arbitrary<RdgPacket>

t.test('packets become bytes and the same packets again, however the bytes arrive', async (t) => {
  fc.assert(
    fc.property(fc.array(packet, { maxLength: 6 }), fc.integer({ min: 1, max: 40 }), (drawn, size) => {
      // fast-check draws objects without a prototype, too.
      const packets = drawn.map((one): RdgPacket => ({ ...one }))
      const stream = Buffer.concat(packets.map(encodeRdg))
      const splitter = new RdgSplitter()
      const got: RdgPacket[] = []
      for (let at = 0; at < stream.length; at += size) got.push(...splitter.push(stream.subarray(at, at + size)))
      t.strictSame(got, packets)
    }),
    { numRuns: 100 },
  )
})

t.test('the layout is the one of MS-TSGU 2.2.10', async (t) => {
  const cases: readonly [RdgPacket, string][] = [
    [
      { kind: 'handshake-request', major: 1, minor: 0, version: 1, extendedAuth: 2 },
      '010000000e000000' + '010001000200',
    ],
    [{ kind: 'tunnel-create', capabilities: 0x3f }, '0400000010000000' + '3f00000000000000'],
    [{ kind: 'tunnel-auth', client: 'PC' }, '0600000012000000' + '0000060050004300' + '0000'],
    [{ kind: 'channel-create', hosts: ['a'], port: 3389 }, '0800000014000000' + '01003d0d0300' + '040061000000'],
    [{ kind: 'data', bytes: Buffer.of(1, 2) }, '0a0000000c000000' + '02000102'],
    [{ kind: 'keep-alive' }, '0d00000008000000'],
  ]
  for (const [packet, hex] of cases) t.equal(encodeRdg(packet).toString('hex'), hex, packet.kind)
})

t.test('lengths that lie and types that do not exist are the typed error', async (t) => {
  for (const hex of [
    '0d00000007000000',
    '0d000000ffffffff',
    '0d00000000000140',
    '6300000008000000',
    '0a0000000c000000ffff0102',
    '0800000010000000' + 'ffff3d0d03000400',
    '0800000010000000' + '01003d0d02000000',
  ]) {
    t.throws(() => new RdgSplitter().push(Buffer.from(hex, 'hex')), ProtocolSyntaxError, hex)
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), packet, fc.nat(60), fc.nat(255), (random, one, at, value) => {
      const damaged = encodeRdg(one)
      damaged[at % damaged.length] = value
      return [random, damaged].every((bytes) => {
        try {
          decodeRdg(bytes)
          return true
        } catch (error) {
          return error instanceof ProtocolSyntaxError
        }
      })
    }),
  )
})
