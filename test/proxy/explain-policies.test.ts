// What explain says of the edge's own decisions, beside its rules.

import t from 'tap'
import type { RawHeaders } from '../../http1/index.ts'
import { explainRequest } from '../../proxy/explain.ts'
import type { EdgePlan, ListenerTlsPlan } from '../../topology/edge-plan.ts'
import { edgePlan, farmPlan, rulePlans } from './edge-plan.ts'

const tls: ListenerTlsPlan = {
  certificates: [{ kind: 'named', name: 'mail' }],
  minVersion: 'TLSv1.2',
  ciphers: undefined,
  unknownName: 'default',
  clientCertificates: undefined,
}

function explain(
  url: string,
  headers: RawHeaders = [],
  {
    method = 'GET',
    edge = {},
    listener = {},
  }: Partial<{
    method: string
    edge: Partial<EdgePlan>
    listener: Partial<ListenerTlsPlan>
  }> = {},
) {
  const rules = rulePlans('* /arr -> arr', '* -> cas')
  const farms = [farmPlan('cas', ['cas1']), farmPlan('arr', ['cas1'], { headers: 'arr' })]
  const endpoint = { address: '192.0.2.100', port: 443 }
  const listeners = [{ endpoint, proxyProtocol: false, tls: { ...tls, ...listener } }]
  return explainRequest({ ...edgePlan(rules, farms), listeners, ...edge }, { method, url, headers })
}

t.test('another host than that of the connection is served on a condition', async (t) => {
  const { outcome, conditions } = explain('https://mail.test/owa/', [['Host', 'other.test']])
  t.match(outcome, { kind: 'farm' })
  t.match(conditions, [/^other\.test is not the name of the TLS connection: .*certificate for mail\.test.*else 421$/])
  t.same(explain('https://mail.test/', [['Host', 'MAIL.test:443']]).conditions, [])
})

t.test('a client certificate: that it is asked for, and what the server gets of it', async (t) => {
  const asks = { listener: { clientCertificates: { ca: '/etc/clients.pem', require: true } } }
  const { outcome, conditions, listener } = explain('https://mail.test/', [], asks)
  t.match(listener, { clientCertificate: 'required', text: /client certificate of clients\.pem required/ })
  t.same(conditions, ['without a client certificate the TLS handshake is refused'])
  const field = (seen: typeof outcome, name: string) =>
    seen.kind === 'farm' ? seen.headers.find((header) => header.name === name) : undefined
  t.match(field(outcome, 'Client-Cert'), { value: /^:<the certificate of the client/, from: 'edge' })
  const arr = explain('https://mail.test/arr', [], asks).outcome
  t.match(field(arr, 'X-ARR-ClientCert'), { value: /^<the certificate of the client/, from: 'edge' })
  t.equal(field(explain('https://mail.test/').outcome, 'Client-Cert'), undefined)
})

t.test('a name that no certificate has is served on a condition where unknown names are refused', async (t) => {
  const { conditions, listener } = explain('https://mail.test/', [], { listener: { unknownName: 'refuse' } })
  t.same(conditions, [
    'without mail.test in a certificate of the listener the TLS handshake is refused (unknownName: refuse)',
  ])
  t.match(listener, { onlyKnownNames: true })
})

t.test('what is refused or answered before a server is asked', async (t) => {
  const maxForwards = [['Max-Forwards', '0']] as const
  t.match(explain('https://mail.test/', [], { method: 'TRACE' }).outcome, { kind: 'refused', status: 501 })
  t.match(explain('https://mail.test/', maxForwards, { method: 'OPTIONS' }).outcome, { kind: 'final', status: 200 })
  t.match(explain('https://mail.test/arr', maxForwards).outcome, { kind: 'refused', status: 400 })
  const via = { edge: { via: 'edge1' } }
  t.match(explain('https://mail.test/', [['Via', '1.1 edge1']], via).outcome, { kind: 'refused', status: 508 })
  const small = { edge: { limits: { ...edgePlan([]).limits, bodyBytes: 4 } } }
  t.match(explain('https://mail.test/', [['Content-Length', '5']], small).outcome, { kind: 'refused', status: 413 })
  const strict = { edge: { underscores: 'refuse' } } as const
  t.match(explain('https://mail.test/', [['X_Own', '1']], strict).outcome, { kind: 'refused', status: 400 })
})

t.test('servers that are all out of service by their state', async (t) => {
  const plan = farmPlan('cas', ['cas1', 'cas2'])
  const inState = (...states: ('available' | 'drain' | 'offline')[]) => {
    const servers = plan.servers.map((server, index) => ({ ...server, state: states[index] ?? 'available' }))
    return explain('https://mail.test/', [], { edge: { farms: new Map([['cas', { ...plan, servers }]]) } }).conditions
  }
  t.match(inState('drain', 'offline'), [/^every server of farm cas is out of service by its state, .*503/])
  t.same(inState('drain', 'available'), [])
})
