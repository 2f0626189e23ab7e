import fc from 'fast-check'
import t from 'tap'
import { createBodyReader, HttpSyntaxError, parseRequestHead, parseResponseHead } from '../../http1/index.ts'

const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array))
const prefixed = fc
  .tuple(fc.constantFrom('GET / HTTP/1.1\r\nHost: a\r\n', 'HTTP/1.1 200 OK\r\n', 'GET ', ''), bytes, fc.boolean())
  .map(([prefix, noise, ended]) => Buffer.concat([Buffer.from(prefix), noise, Buffer.from(ended ? '\r\n\r\n' : '')]))

function throwsOnlySyntaxErrors(action: () => unknown): boolean {
  try {
    action()
  } catch (error) {
    return error instanceof HttpSyntaxError
  }
  return true
}

t.test('whatever the bytes, a parser throws nothing but HttpSyntaxError', async (t) => {
  fc.assert(fc.property(prefixed, (noise) => throwsOnlySyntaxErrors(() => parseRequestHead(noise))))
  fc.assert(fc.property(prefixed, (noise) => throwsOnlySyntaxErrors(() => parseResponseHead(noise))))
  fc.assert(
    fc.property(bytes, (noise) => throwsOnlySyntaxErrors(() => createBodyReader({ kind: 'chunked' }).push(noise))),
  )
  t.pass('no other error was thrown')
})
