import fc from 'fast-check'
import t from 'tap'
import { ProtocolSyntaxError } from '../../protocols/syntax-error.ts'
import { ClientFrames, encodeFrame, webSocketAccept } from '../../protocols/websocket.ts'

t.test('frames come out as they went in, however the bytes arrive', async (t) => {
  const frame = fc.record({
    opcode: fc.constantFrom('binary' as const, 'text' as const, 'ping' as const, 'close' as const),
    size: fc.oneof(fc.nat(125), fc.constantFrom(126, 1_000, 65_535, 65_536)),
    mask: fc.uint8Array({ minLength: 4, maxLength: 4 }),
  })
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 4 }), fc.integer({ min: 1, max: 5_000 }), (drawn, cut) => {
      const sent = drawn.map(({ opcode, size, mask }) => {
        const payload = Buffer.alloc(opcode === 'ping' || opcode === 'close' ? Math.min(size, 125) : size, 'payload')
        return { opcode, payload, bytes: encodeFrame(opcode, payload, mask) }
      })
      const stream = Buffer.concat(sent.map(({ bytes }) => bytes))
      const frames = new ClientFrames(65_536)
      const got = []
      for (let at = 0; at < stream.length; at += cut) got.push(...frames.push(stream.subarray(at, at + cut)))
      return (
        got.length === sent.length &&
        got.every(({ opcode, payload }, at) => {
          return opcode === sent[at]?.opcode && payload.equals(sent[at].payload)
        })
      )
    }),
    { numRuns: 50 },
  )
  t.equal(webSocketAccept('dGhlIHNhbXBsZSBub25jZQ=='), 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=')
})

t.test('what breaks RFC 6455 is the typed error, and a length that lies reserves nothing', async (t) => {
  for (const hex of ['8205', 'c285', '8385', '89fe', '0980', '82ff7fffffffffffffff00000000', '82fe010100000000']) {
    t.throws(() => new ClientFrames(256).push(Buffer.from(hex, 'hex')), ProtocolSyntaxError, hex)
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      try {
        new ClientFrames(256).push(bytes)
        return true
      } catch (error) {
        return error instanceof ProtocolSyntaxError
      }
    }),
  )
})
