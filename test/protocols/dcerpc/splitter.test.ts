import fc from 'fast-check'
import t from 'tap'
import { PduSplitter } from '../../../protocols/dcerpc/index.ts'
import { connA3, connC2, echo, ping } from '../../../protocols/rts/index.ts'
import { ProtocolSyntaxError } from '../../../protocols/syntax-error.ts'

t.test('a stream is cut into its PDUs, however it arrives', async (t) => {
  const pdus = [connA3(), ping(), connC2(), echo(), connA3()]
  const stream = Buffer.concat(pdus)
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 60 }), (sizes) => {
      const splitter = new PduSplitter()
      const got: Buffer[] = []
      let at = 0
      for (const size of [...sizes, stream.length]) {
        got.push(...splitter.push(stream.subarray(at, at + size)))
        at += size
      }
      return splitter.pending === 0 && Buffer.concat(got).equals(stream) && got.length === pdus.length
    }),
    { numRuns: 100 },
  )
  t.pass()
})

t.test('bytes that are no PDU lose the stream', async (t) => {
  t.throws(() => new PduSplitter().push(Buffer.from('HTTP/1.1 400 Bad Request')), ProtocolSyntaxError)
})
