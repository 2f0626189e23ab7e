import fc from 'fast-check'
import t from 'tap'
import {
  createBodyReader,
  encodeChunk,
  encodeLastChunk,
  encodeRequestHead,
  encodeResponseHead,
  parseRequestHead,
  parseResponseHead,
} from '../../http1/index.ts'

const token = fc.stringMatching(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,20}$/)
const value = fc.stringMatching(/^([!-~\x80-\xff]([\t -~\x80-\xff]{0,20}[!-~\x80-\xff])?)?$/)
const field = fc.tuple(token, value).filter(([name]) => name.toLowerCase() !== 'host')
const fields = fc.array(field, { maxLength: 10 })

t.test('a request head comes back as it was written: case, order and repeats of its headers too', async (t) => {
  const method = token.filter((name) => name !== 'CONNECT')
  fc.assert(
    fc.property(method, fc.stringMatching(/^\/[!"$-~]{0,30}$/), fields, (method, target, rest) => {
      const headers: [string, string][] = [['Host', 'mail.contoso.com'], ...rest]
      const head = parseRequestHead(encodeRequestHead({ method, target, headers }))
      t.same(head, { kind: 'request', method, target, minorVersion: 1, headers })
    }),
  )
})

t.test('a response head comes back as it was written', async (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 100, max: 599 }), value, fields, (status, reason, headers) => {
      const head = parseResponseHead(encodeResponseHead({ status, reason, headers }))
      t.same(head, { kind: 'response', status, reason, minorVersion: 1, headers })
    }),
  )
})

t.test('a chunked body comes back whole, with its trailers and what follows it', async (t) => {
  const chunk = fc.uint8Array({ minLength: 1, maxLength: 300 }).map((array) => Buffer.from(array))
  const trailers = fc.array(fc.tuple(fc.constantFrom('X-Checksum', 'x-status', 'X-Checksum'), value), { maxLength: 3 })
  fc.assert(
    fc.property(fc.array(chunk, { maxLength: 6 }), trailers, (chunks, trailers) => {
      const bytes = Buffer.concat([...chunks.map(encodeChunk), encodeLastChunk(trailers), Buffer.from('next')])
      const progress = createBodyReader({ kind: 'chunked' }).push(bytes)
      t.ok(progress.done)
      t.same(Buffer.concat([...progress.data]), Buffer.concat(chunks))
      t.same(progress.trailers, trailers)
      t.equal(progress.rest.toString(), 'next')
    }),
  )
})
