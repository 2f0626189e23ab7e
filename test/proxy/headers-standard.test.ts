import t from 'tap'
import { forwardHeaders } from '../../proxy/headers/index.ts'
import { forwardFacts } from './forward-facts.ts'

const claims = [
  ['X-Forwarded-For', '198.51.100.1'],
  ['x-forwarded-for', '198.51.100.2'],
  ['X_Forwarded_For', '10.0.0.1'],
  ['X-Forwarded-Proto', 'http'],
  ['X-Forwarded-Host', 'evil.test'],
  ['X-Forwarded-Port', '80'],
  ['Forwarded', 'for=10.0.0.1'],
] as const

t.test('what a client claims about itself is replaced', async (t) => {
  t.same(forwardHeaders('standard', forwardFacts(claims)), [
    ['Host', 'mail.contoso.test'],
    ['X-Forwarded-For', '203.0.113.9'],
    ['X-Forwarded-Proto', 'https'],
    ['X-Forwarded-Host', 'mail.contoso.test'],
  ])
  t.match(forwardHeaders('standard', forwardFacts([], { tls: undefined }))[2], ['X-Forwarded-Proto', 'http'])
})

t.test('what a trusted proxy says is kept and appended to', async (t) => {
  t.same(forwardHeaders('standard', forwardFacts(claims, { trustedPeer: true })), [
    ['Host', 'mail.contoso.test'],
    ['X-Forwarded-Port', '80'],
    ['Forwarded', 'for=10.0.0.1'],
    ['X-Forwarded-For', '198.51.100.1, 198.51.100.2, 203.0.113.9'],
    ['X-Forwarded-Proto', 'http'],
    ['X-Forwarded-Host', 'evil.test'],
  ])
})

t.test('a trusted proxy that says nothing leaves it to the edge', async (t) => {
  t.same(forwardHeaders('standard', forwardFacts([['X-Forwarded-For', '']], { trustedPeer: true })).slice(1), [
    ['X-Forwarded-For', '203.0.113.9'],
    ['X-Forwarded-Proto', 'https'],
    ['X-Forwarded-Host', 'mail.contoso.test'],
  ])
})

t.test('an IPv4 client on a socket for both is named as such', async (t) => {
  const [, forwarded] = forwardHeaders('standard', forwardFacts([], { clientAddress: '::ffff:203.0.113.9' }))
  t.same(forwarded, ['X-Forwarded-For', '203.0.113.9'])
})
