import t from 'tap'
import { forwardHeaders, returnHeaders } from '../../proxy/headers/index.ts'
import { forwardFacts } from './forward-facts.ts'

t.test(
  'hop-by-hop fields and those that Connection names end at the edge; case and order of the rest stay',
  async (t) => {
    const facts = forwardFacts([
      ['Connection', 'keep-alive, X-Private, Authorization, Host, x-forwarded-for'],
      ['Keep-Alive', 'timeout=5'],
      ['aUTHORIZATION', 'NTLM TlRM'],
      ['X-Private', 'x'],
      ['TE', 'trailers'],
      ['Proxy-Connection', 'keep-alive'],
      ['x-Second', '2'],
      ['X-First', '1'],
      ['x-Second', '3'],
    ])
    t.same(forwardHeaders('none', facts), [
      ['Host', 'mail.contoso.test'],
      ['aUTHORIZATION', 'NTLM TlRM'],
      ['x-Second', '2'],
      ['X-First', '1'],
      ['x-Second', '3'],
    ])
  },
)

t.test('what a trusted proxy says of the client cannot be removed by Connection', async (t) => {
  const facts = forwardFacts(
    [
      ['Connection', 'X-Forwarded-For'],
      ['X-Forwarded-For', '198.51.100.1'],
    ],
    { trustedPeer: true },
  )
  t.same(
    forwardHeaders('standard', facts).find(([name]) => name === 'X-Forwarded-For'),
    ['X-Forwarded-For', '198.51.100.1, 203.0.113.9'],
  )
})

t.test('the length of a request is written anew, at its place', async (t) => {
  const sent = [
    ['content-LENGTH', '5'],
    ['Accept', '*/*'],
  ] as const
  const framed = (framing: Parameters<typeof forwardFacts>[1]) =>
    forwardHeaders('none', forwardFacts(sent, framing)).slice(1)
  t.same(framed({ framing: { kind: 'length', length: 7 } }), [
    ['content-LENGTH', '7'],
    ['Accept', '*/*'],
  ])
  t.same(framed({ framing: { kind: 'chunked' } }), [
    ['Accept', '*/*'],
    ['Transfer-Encoding', 'chunked'],
  ])
  t.same(framed({ framing: { kind: 'none' } }), [
    ['content-LENGTH', '0'],
    ['Accept', '*/*'],
  ])
})

t.test('a request without Host field gets one, first', async (t) => {
  const headers = forwardHeaders('none', { ...forwardFacts(), headers: [['Accept', '*/*']] })
  t.same(headers, [
    ['Host', 'mail.contoso.test'],
    ['Accept', '*/*'],
  ])
})

t.test('Expect goes on only when the server is to answer it', async (t) => {
  const expect = ['Expect', '100-continue'] as const
  t.notOk(forwardHeaders('none', forwardFacts([expect])).some(([name]) => name === 'Expect'))
  t.ok(forwardHeaders('none', forwardFacts([expect], { expectContinue: true })).some(([name]) => name === 'Expect'))
})

t.test('Upgrade goes on only for a tunnel', async (t) => {
  const sent = [
    ['Upgrade', 'websocket'],
    ['Connection', 'Upgrade'],
  ] as const
  t.same(forwardHeaders('none', forwardFacts(sent)), [['Host', 'mail.contoso.test']])
  for (const style of ['none', 'arr', 'standard'] as const) {
    t.same(
      forwardHeaders(style, forwardFacts(sent, { upgrade: true })).filter(([name]) => /upgrade|connection/i.test(name)),
      [
        ['Connection', 'Upgrade'],
        ['Upgrade', 'websocket'],
      ],
      style,
    )
  }
})

t.test('an answer loses its hop-by-hop fields and keeps each challenge on its line', async (t) => {
  const headers = [
    ['Transfer-Encoding', 'chunked'],
    ['WWW-Authenticate', 'Negotiate'],
    ['WWW-Authenticate', 'NTLM'],
    ['Connection', 'X-Gone, Set-Cookie'],
    ['X-Gone', '1'],
    ['Set-Cookie', 'a=b'],
    ['Keep-Alive', 'timeout=5'],
  ] as const
  t.same(returnHeaders('none', { headers, framing: { kind: 'chunked' }, connection: 'close', setCookie: 'A=1' }), [
    ['WWW-Authenticate', 'Negotiate'],
    ['WWW-Authenticate', 'NTLM'],
    ['Set-Cookie', 'a=b'],
    ['Transfer-Encoding', 'chunked'],
    ['Set-Cookie', 'A=1'],
    ['Connection', 'close'],
  ])
})

t.test('the answer to HEAD keeps the length that the server tells', async (t) => {
  const headers = [['Content-Length', '1234']] as const
  t.same(returnHeaders('standard', { headers, framing: { kind: 'none' } }), headers)
  t.same(returnHeaders('standard', { headers, framing: { kind: 'until-close' } }), [])
})

t.test('a switch of protocols is handed back', async (t) => {
  const headers = [
    ['Upgrade', 'websocket'],
    ['Connection', 'upgrade'],
    ['Sec-WebSocket-Accept', 'x'],
  ] as const
  t.same(returnHeaders('none', { headers, framing: { kind: 'none' }, connection: 'upgrade' }), [
    ['Sec-WebSocket-Accept', 'x'],
    ['Connection', 'Upgrade'],
    ['Upgrade', 'websocket'],
  ])
})

t.test('what is meant for every recipient stays, though a client names it in Connection', async (t) => {
  const wanted = [
    ['Host', 'mail.contoso.test'],
    ['Authorization', 'NTLM TlRM'],
    ['Cookie', 'a=b'],
    ['client-request-id', 'r1'],
    ['Cache-Control', 'no-cache'],
    ['X-Forwarded-Port', '443'],
    ['X-ARR-Own', '1'],
    ['Forwarded', 'for=192.0.2.1'],
    ['Via', '1.1 front'],
    ['Content-Length', '5'],
  ] as const
  const connection = ['Connection', wanted.map(([name]) => name.toLowerCase()).join(', ')] as const
  const headers = [connection, ...wanted]
  const facts = { ...forwardFacts([], { framing: { kind: 'length', length: 5 }, trustedPeer: true }), headers }
  t.same(forwardHeaders('none', facts), wanted)
})
