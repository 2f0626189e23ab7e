import t from 'tap'
import type { RawHeaders } from '../../http1/index.ts'
import { forwardHeaders, returnHeaders } from '../../proxy/headers/index.ts'
import { forwardFacts } from './forward-facts.ts'

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const value = (headers: RawHeaders, name: string): string | undefined => headers.find((field) => field[0] === name)?.[1]

t.test('the headers of ARR, in its order', async (t) => {
  const headers = forwardHeaders('arr', forwardFacts([['User-Agent', 'MSRPC']]))
  t.match(value(headers, 'X-ARR-LOG-ID'), guid)
  t.same(headers.slice(0, -1), [
    ['Connection', 'Keep-Alive'],
    ['Host', 'mail.contoso.test'],
    ['User-Agent', 'MSRPC'],
    ['Max-Forwards', '10'],
    ['X-Original-URL', '/owa/?x=1'],
    ['X-Forwarded-For', '203.0.113.9:50000'],
    ['X-ARR-SSL', '2048|256|CN=Lab CA|CN=mail.contoso.test'],
  ])
})

t.test('X-ARR-SSL is for clients over TLS only', async (t) => {
  t.equal(value(forwardHeaders('arr', forwardFacts([], { tls: undefined })), 'X-ARR-SSL'), undefined)
})

t.test('the bits of the cipher are those of its name', async (t) => {
  const tls = forwardFacts().tls
  if (tls === undefined) throw new Error('facts of a client over TLS')
  const bits = (cipher: string): string | undefined =>
    value(forwardHeaders('arr', forwardFacts([], { tls: { ...tls, cipher } })), 'X-ARR-SSL')?.split('|')[1]
  t.equal(bits('ECDHE-RSA-AES128-GCM-SHA256'), '128')
  t.equal(bits('TLS_AES_128_GCM_SHA256'), '128')
  t.equal(bits('ECDHE-RSA-AES256-SHA384'), '256')
  t.equal(bits('TLS_CHACHA20_POLY1305_SHA256'), '256')
  t.equal(bits('DES-CBC3-SHA'), '168')
})

t.test('a name with characters that no header may hold cannot break out of its line', async (t) => {
  const tls = forwardFacts().tls
  if (tls === undefined) throw new Error('facts of a client over TLS')
  const headers = forwardHeaders('arr', forwardFacts([], { tls: { ...tls, subject: 'CN=a\r\nX: ü' } }))
  t.equal(value(headers, 'X-ARR-SSL'), '2048|256|CN=Lab CA|CN=a??X: ?')
})

t.test('what a client sends under the names of ARR is taken out', async (t) => {
  const headers = forwardHeaders(
    'arr',
    forwardFacts([
      ['X-ARR-LOG-ID', 'mine'],
      ['x-arr-clientcert', 'mine'],
      ['X_ARR_SSL', 'mine'],
      ['X-Original-URL', '/mine'],
      ['X-Forwarded-For', '10.0.0.1'],
      ['X-Forwarded-Proto', 'mine'],
    ]),
  )
  t.notMatch(JSON.stringify(headers), /mine|10\.0\.0\.1/)
})

t.test('Max-Forwards counts down over several ARRs', async (t) => {
  const left = (said: string): string | undefined =>
    value(forwardHeaders('arr', forwardFacts([['Max-Forwards', said]])), 'Max-Forwards')
  t.equal(left('10'), '9')
  t.equal(left('1'), '0')
  t.equal(left('0'), '0')
  t.equal(left('400'), '10')
  t.equal(left('many'), '10')
})

t.test('addresses of IPv6 stand in brackets before the port', async (t) => {
  const headers = forwardHeaders('arr', forwardFacts([], { clientAddress: '2001:db8::9' }))
  t.equal(value(headers, 'X-Forwarded-For'), '[2001:db8::9]:50000')
})

t.test('X-Original-URL is path and query, also of an absolute target; the log number may be given', async (t) => {
  const original = (target: string): string | undefined =>
    value(forwardHeaders('arr', forwardFacts([], { target })), 'X-Original-URL')
  t.equal(original('https://mail.contoso.test/owa/%41?x'), '/owa/%41?x')
  t.equal(original('https://mail.contoso.test?x'), '/?x')
  const requestId = '00000000-0000-4000-8000-000000000001'
  t.equal(value(forwardHeaders('arr', forwardFacts([], { requestId })), 'X-ARR-LOG-ID'), requestId)
})

t.test('answers say X-Powered-By: ARR/3.0 beside what the server says', async (t) => {
  t.same(returnHeaders('arr', { headers: [['X-Powered-By', 'ASP.NET']], framing: { kind: 'none' } }), [
    ['X-Powered-By', 'ASP.NET'],
    ['X-Powered-By', 'ARR/3.0'],
  ])
  t.same(returnHeaders('standard', { headers: [], framing: { kind: 'none' } }), [])
})
