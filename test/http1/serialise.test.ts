import t from 'tap'
import { encodeLastChunk, encodeRequestHead, encodeResponseHead } from '../../http1/index.ts'

t.test('writes heads as they go over the wire', async (t) => {
  t.equal(
    encodeRequestHead({ method: 'GET', target: '/owa/', headers: [['Host', 'a']] }).toString(),
    'GET /owa/ HTTP/1.1\r\nHost: a\r\n\r\n',
  )
  t.equal(
    encodeResponseHead({ status: 204, reason: 'No Content', headers: [] }).toString(),
    'HTTP/1.1 204 No Content\r\n\r\n',
  )
  t.equal(encodeLastChunk([['X', '1']]).toString(), '0\r\nX: 1\r\n\r\n')
})

t.test('lets no value break a head apart', async (t) => {
  // U+010A would become a line feed when cut down to latin1.
  for (const value of ['a\r\nX: b', 'a\nb', 'a\rb', 'a\0b', 'a\u010ab']) {
    t.throws(() => encodeResponseHead({ status: 302, reason: 'Found', headers: [['Location', value]] }), {
      name: 'HttpSyntaxError',
    })
  }
})
