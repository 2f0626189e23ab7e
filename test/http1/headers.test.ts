import t from 'tap'
import { endToEndHeaders, hasToken, headerValue, headerValues, type RawHeaders } from '../../http1/index.ts'

t.test('fields are found whatever their case, in order', async (t) => {
  const headers: RawHeaders = [
    ['WWW-Authenticate', 'Negotiate'],
    ['www-authenticate', 'NTLM'],
  ]
  t.same(headerValues(headers, 'Www-Authenticate'), ['Negotiate', 'NTLM'])
  t.equal(headerValue(headers, 'WWW-AUTHENTICATE'), 'Negotiate')
  t.equal(headerValue(headers, 'host'), undefined)
})

t.test('a list is read over all its lines', async (t) => {
  const headers: RawHeaders = [
    ['Connection', 'x-a, Keep-Alive'],
    ['connection', 'UPGRADE'],
  ]
  t.ok(hasToken(headers, 'connection', 'keep-alive'))
  t.ok(hasToken(headers, 'connection', 'upgrade'))
  t.notOk(hasToken(headers, 'connection', 'close'))
})

t.test('of a list only space and tab are taken away, in no time', async (t) => {
  t.ok(hasToken([['Connection', ' \tclose\t ']], 'connection', 'close'))
  for (const odd of ['\xa0close', 'close\xa0']) t.notOk(hasToken([['Connection', odd]], 'connection', 'close'))
  const began = performance.now()
  t.notOk(hasToken([['Connection', `a${' '.repeat(90_000)}b`]], 'connection', 'close'))
  t.ok(performance.now() - began < 1_000)
})

t.test('hop-by-hop fields and those named in Connection go no further', async (t) => {
  const kept: RawHeaders = [
    ['Host', 'a'],
    ['content-length', '5'],
    ['Cookie', 'a=b'],
    ['Expect', '100-continue'],
    ['X-A', '1'],
  ]
  t.same(
    endToEndHeaders([
      ...kept,
      ['Connection', 'close, X-Secret, Host, Cookie'],
      ['x-secret', '1'],
      ['Keep-Alive', 'timeout=5'],
      ['Proxy-Connection', 'keep-alive'],
      ['TE', 'trailers'],
      ['Transfer-Encoding', 'chunked'],
      ['Upgrade', 'websocket'],
    ]),
    kept,
  )
})
