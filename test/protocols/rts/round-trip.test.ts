import fc from 'fast-check'
import t from 'tap'
import { decodeRts, encodeRts, type RtsCommand } from '../../../protocols/rts/index.ts'

const u32 = fc.integer({ min: 0, max: 0xffffffff })
const bytes = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((value) => Buffer.from(value))
const command: fc.Arbitrary<RtsCommand> = fc.oneof(
  fc.record({ kind: fc.constantFrom('receive-window-size', 'channel-lifetime', 'ping-traffic-sent'), bytes: u32 }),
  fc.record({ kind: fc.constantFrom('connection-timeout', 'client-keepalive'), milliseconds: u32 }),
  fc.record({
    kind: fc.constant('flow-control-ack'),
    bytesReceived: u32,
    availableWindow: u32,
    channel: bytes(16),
  }),
  fc.record({ kind: fc.constant('cookie'), cookie: bytes(16) }),
  fc.record({ kind: fc.constant('version'), version: u32 }),
  fc.record({ kind: fc.constantFrom('empty', 'ance', 'negative-ance') }),
  fc.record({ kind: fc.constant('padding'), bytes: fc.nat(40).chain(bytes) }),
  fc.record({ kind: fc.constant('client-address'), address: fc.constantFrom(4, 16).chain(bytes) }),
  fc.record({ kind: fc.constant('association-group-id'), id: bytes(16) }),
  fc.record({
    kind: fc.constant('destination'),
    destination: fc.constantFrom('client', 'in-proxy', 'server', 'out-proxy'),
  }),
)

t.test('RTS PDUs become bytes and the same commands again', async (t) => {
  fc.assert(
    fc.property(fc.nat(0x7f), fc.array(command, { maxLength: 8 }), (flags, drawn) => {
      // fast-check draws objects without a prototype, too.
      const commands = drawn.map((one): RtsCommand => ({ ...one }))
      t.strictSame(decodeRts(encodeRts({ flags, commands })), { flags, commands })
    }),
    { numRuns: 100 },
  )
})
