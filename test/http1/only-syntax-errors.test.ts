import fc from 'fast-check'
import t from 'tap'
import {
  createBodyReader,
  encodeRequestHead,
  encodeResponseHead,
  findHeadEnd,
  HttpSyntaxError,
  parseRequestHead,
  parseResponseHead,
  requestFraming,
  responseFraming,
} from '../../http1/index.ts'
import { mutatedRequest, mutatedResponse } from './mutated-message.ts'

const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array))
const prefixed = fc
  .tuple(fc.constantFrom('GET / HTTP/1.1\r\nHost: a\r\n', 'HTTP/1.1 200 OK\r\n', 'GET ', ''), bytes, fc.boolean())
  .map(([prefix, noise, ended]) => Buffer.concat([Buffer.from(prefix), noise, Buffer.from(ended ? '\r\n\r\n' : '')]))

// A head as a connection would cut it out, or the whole when it has no end.
const headOf = (message: Buffer): Buffer => message.subarray(0, Math.max(0, findHeadEnd(message)) || message.length)
const requestBytes = fc.oneof(prefixed, mutatedRequest.map(headOf))
const responseBytes = fc.oneof(prefixed, mutatedResponse.map(headOf))

/** What the action gives; undefined after an HttpSyntaxError. Any other error goes on. */
function orRefused<T>(action: () => T): T | undefined {
  try {
    return action()
  } catch (error) {
    if (error instanceof HttpSyntaxError) return undefined
    throw error
  }
}

t.test('any bytes give a request head or HttpSyntaxError; a head that was read and written is the same', async (t) => {
  let read = 0
  fc.assert(
    fc.property(requestBytes, (bytes) => {
      const head = orRefused(() => parseRequestHead(bytes))
      if (head === undefined) return
      read++
      orRefused(() => requestFraming(head))
      // What is written is HTTP/1.1, which needs a Host.
      if (head.minorVersion === 1) t.same(parseRequestHead(encodeRequestHead(head)), head)
      else t.ok(encodeRequestHead(head))
    }),
    { seed: 9112, numRuns: 3_000 },
  )
  t.ok(read > 300, `they are not all refused: ${read} were read`)
})

t.test('any bytes give a response head or HttpSyntaxError; so does writing and reading it again', async (t) => {
  let read = 0
  fc.assert(
    fc.property(responseBytes, fc.constantFrom('GET', 'HEAD', 'CONNECT'), (bytes, method) => {
      const head = orRefused(() => parseResponseHead(bytes))
      if (head === undefined) return
      read++
      orRefused(() => responseFraming(head, method))
      t.same(parseResponseHead(encodeResponseHead(head)), { ...head, minorVersion: 1 })
    }),
    { seed: 9112, numRuns: 3_000 },
  )
  t.ok(read > 300, `they are not all refused: ${read} were read`)
})

t.test('any bytes are chunks or HttpSyntaxError', async (t) => {
  const hex = fc.stringMatching(/^[0-9a-f;\r\n]{0,20}$/).map((text) => Buffer.from(text))
  fc.assert(
    fc.property(fc.oneof(bytes, hex), (noise) => {
      orRefused(() => createBodyReader({ kind: 'chunked' }).push(noise))
    }),
    { seed: 9112, numRuns: 1_000 },
  )
  t.pass('no other error was thrown')
})
