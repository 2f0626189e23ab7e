import fc from 'fast-check'
import t from 'tap'
import { PduSplitter } from '../../../protocols/dcerpc/index.ts'
import { ProtocolSyntaxError } from '../../../protocols/syntax-error.ts'
import { Caller } from './caller.ts'

t.test('bytes on the IN channel of Outlook Anywhere: answered, or refused with the typed error', async (t) => {
  const header = Buffer.from('05000b0310000000', 'hex')
  const pdu = fc.tuple(fc.nat(0x15), fc.uint8Array({ maxLength: 80 }), fc.boolean()).map(([type, rest, withToken]) => {
    const bytes = Buffer.concat([header, Buffer.alloc(8), rest])
    bytes.writeUInt8(type, 2)
    bytes.writeUInt16LE(bytes.length, 8)
    if (withToken) bytes.writeUInt16LE(rest.length >> 1, 10)
    return bytes
  })
  fc.assert(
    fc.property(fc.array(fc.oneof(pdu, fc.uint8Array()), { maxLength: 5 }), (chunks) => {
      const splitter = new PduSplitter()
      const caller = new Caller()
      try {
        for (const chunk of chunks) for (const whole of splitter.push(chunk)) caller.tell(whole)
      } catch (error) {
        if (!(error instanceof ProtocolSyntaxError)) throw error
      }
      return caller.failures.length === 0
    }),
    { numRuns: 300 },
  )
  t.pass()
})
