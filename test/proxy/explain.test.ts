import t from 'tap'
import type { RawHeaders } from '../../http1/index.ts'
import { explainRequest } from '../../proxy/explain.ts'
import type { EdgePlan, FarmPlan, ListenerPlan } from '../../topology/edge-plan.ts'
import { byCookie, edgePlan, farmPlan, rulePlans } from './edge-plan.ts'

const tls = { ca: undefined, servername: 'cas.contoso.test', verify: true }
const listener = (port: number, certificates?: readonly string[]): ListenerPlan => ({
  endpoint: { address: '192.0.2.100', port },
  proxyProtocol: false,
  tls: certificates && {
    certificates: certificates.map((name) => ({ kind: 'named', name })),
    minVersion: 'TLSv1.2',
    ciphers: undefined,
    unknownName: 'default',
    clientCertificates: undefined,
  },
})
const rules = edgePlan(
  rulePlans(
    '* /PowerShell -> 403',
    'mail.test /EWS/mrsproxy.svc -> cas-tls',
    'mail.test -> cas',
    'old.test -> https://mail.test/owa/',
    'legacy.test -> legacy',
  ),
  [
    farmPlan('cas', ['cas1', 'cas2*2'], { affinity: byCookie }),
    farmPlan('cas-tls', ['cas1'], { tls, headers: 'arr' }),
    farmPlan('legacy', ['old1'], { passthrough: true }),
  ],
)
const plan: EdgePlan = { ...rules, listeners: [listener(8443, ['mail', 'old']), listener(8080)] }
const explain = (url: string, headers: RawHeaders = []) => explainRequest(plan, { method: 'GET', url, headers })

t.test('every rule is said to match or not, and why', async (t) => {
  t.same(
    explain('https://mail.test/ews/mrsproxy.svc').rules.map(({ result, why }) => `${result}: ${why}`),
    [
      'no-match: path /ews/mrsproxy.svc does not begin with the segments of /PowerShell',
      'matched: host mail.test is mail.test, path begins with /EWS/mrsproxy.svc',
      'not-asked: rule 2 comes first',
      'not-asked: rule 2 comes first',
      'not-asked: rule 2 comes first',
    ],
  )
  t.same(
    explain('https://nobody.test/')
      .rules.slice(1)
      .map(({ why }) => why),
    [
      'host nobody.test is not mail.test',
      'host nobody.test is not mail.test',
      'host nobody.test is not old.test',
      'host nobody.test is not legacy.test',
    ],
  )
})

t.test('a bridging farm: servers, names to be verified, headers with ARR’s', async (t) => {
  const { outcome } = explain('https://mail.test/EWS/mrsproxy.svc', [['Authorization', 'Basic c2VjcmV0']])
  t.match(outcome, {
    kind: 'farm',
    farm: 'cas-tls',
    mode: 'bridge',
    servers: [{ name: 'cas1', address: '192.0.2.1:80' }],
    certificate: { verified: true, name: 'cas.contoso.test' },
  })
  const headers = outcome.kind === 'farm' ? outcome.headers : []
  t.same(
    headers.map(({ name, value, from }) => `${from} ${name}: ${value}`),
    [
      'edge Connection: Keep-Alive',
      'client Host: mail.test',
      'client Authorization: Basic ***',
      'edge Max-Forwards: 10',
      'edge X-Original-URL: /EWS/mrsproxy.svc',
      'edge X-Forwarded-For: <client>:<port>',
      'edge X-ARR-SSL: <bits of the key>|<bits of the cipher>|<issuer>|<subject>',
      'edge X-ARR-LOG-ID: <a new GUID>',
    ],
  )
})

t.test('an offloading farm with its servers in order', async (t) => {
  t.match(explain('http://mail.test:8080/owa').outcome, {
    mode: 'offload',
    servers: [
      { name: 'cas1', weight: 1 },
      { name: 'cas2', weight: 2 },
    ],
    affinityCookie: 'ARRAffinity',
    certificate: undefined,
  })
})

t.test('what a farm does when servers fail or are full', async (t) => {
  t.match(explain('http://mail.test:8080/owa').outcome, { retries: 3, queue: undefined })
  const [one] = farmPlan('cas', ['cas1']).servers
  const servers = one === undefined ? [] : [{ ...one, state: 'drain' as const, maxRequests: 4 }]
  const limited = edgePlan(rulePlans('* -> cas'), [farmPlan('cas', [], { servers, retries: 0 })])
  t.match(
    explainRequest({ ...limited, listeners: plan.listeners }, { method: 'GET', url: 'http://a:8080/', headers: [] })
      .outcome,
    { retries: 0, queue: { most: 100, wait: 5_000 }, servers: [{ state: 'drain', maxRequests: 4 }] },
  )
})

t.test('how a server is chosen: what the hash is over, and what clients are bound by', async (t) => {
  const of = (settings: Partial<FarmPlan>) => {
    const one = { ...edgePlan(rulePlans('* -> cas'), [farmPlan('cas', ['cas1'], settings)]), listeners: [listener(80)] }
    const { outcome } = explainRequest(one, { method: 'GET', url: 'http://mail.test/', headers: [] })
    return outcome.kind === 'farm' ? { over: outcome.hashOver, affinity: outcome.affinity } : undefined
  }
  const cookie = { name: 'A', secret: 'never shown', secretFile: undefined }
  const names = ['a', 'B']
  t.same(of({}), { over: undefined, affinity: [] })
  t.match(of({ balance: 'total-traffic' }), { over: undefined })
  t.match(of({ balance: 'source-hash' }), { over: 'the address of the client' })
  t.match(of({ balance: 'url-hash' }), { over: 'path and query' })
  t.match(of({ balance: 'header-hash', hashOn: names }), { over: 'the values of the headers a, B' })
  t.match(of({ balance: 'cookie-hash', hashOn: names }), { over: 'the values of the cookies a, B' })
  t.match(of({ balance: 'query-hash', hashOn: names }), { over: 'the values of the query parameters a, B' })
  t.same(of({ affinity: byCookie })?.affinity, ['cookie ARRAffinity'])
  t.same(of({ affinity: { cookie, hostName: { servers: 2, idle: 1_200_000 }, source: { idle: 1_500 } } })?.affinity, [
    'host name: 2 servers each, forgotten after 20 min without a request',
    'cookie A, signed for the host name',
    'client address, forgotten after 1.5 s without a request',
  ])
})

t.test('redirects, denials and no rule at all', async (t) => {
  t.same(explain('https://old.test/x').outcome, { kind: 'redirect', status: 302, location: 'https://mail.test/owa/' })
  t.same(explain('https://mail.test/PowerShell').outcome, { kind: 'deny', status: 403 })
  t.same(explain('https://nobody.test/').outcome, { kind: 'none', status: 404 })
})

t.test('passthrough is decided by the name in the TLS hello', async (t) => {
  t.match(explain('https://legacy.test/EWS').outcome, { mode: 'passthrough', farm: 'legacy', headers: [] })
  t.match(explain('http://legacy.test/').outcome, { kind: 'refused', status: 421 })
})

t.test('the spelling of the path is kept, and what is refused says why', async (t) => {
  t.match(explain('https://mail.test/owa/%2e%2e/PowerShell').outcome, { kind: 'deny' })
  t.match(explain('https://mail.test/owa/..%2fPowerShell'), {
    outcome: { kind: 'refused', status: 400, reason: 'an encoded slash or backslash in the path' },
    request: { host: 'mail.test', target: '/owa/..%2fPowerShell' },
  })
  t.match(explain('mail.test/owa').outcome, { kind: 'refused', reason: 'mail.test/owa is no http or https URL' })
  t.match(explain('https://mail.test/', [['Content-Length', '1, 2']]).outcome, { kind: 'refused' })
})

t.test('a Host header of its own counts instead of the name in the URL', async (t) => {
  t.match(explain('https://192.0.2.7/owa', [['Host', 'mail.test']]), {
    request: { host: 'mail.test' },
    outcome: { farm: 'cas' },
  })
})

t.test('the listener: one of the scheme, on the port of the URL where that names one', async (t) => {
  t.same(explain('https://mail.test/').listener, {
    address: '192.0.2.100:8443',
    text: '192.0.2.100:8443, TLS from TLSv1.2 on, certificate by SNI among mail, old',
  })
  t.match(explain('http://mail.test/').listener, { text: '192.0.2.100:8080, plain HTTP' })
  t.match(explain('https://legacy.test/').listener, { text: '192.0.2.100:8443, TLS that is not ended here' })
  const cases: readonly [url: string, why: string][] = [
    [
      'https://mail.test:443/',
      'no listener has port 443; there is 192.0.2.100:8443 (TLS), 192.0.2.100:8080 (plain HTTP)',
    ],
    ['https://mail.test:8080/', 'https needs a TLS listener, but there is 192.0.2.100:8080 (plain HTTP)'],
    ['http://mail.test:8443/', 'http needs a plain listener, but there is 192.0.2.100:8443 (TLS)'],
  ]
  for (const [url, why] of cases) {
    const { listener, rules, outcome } = explain(url)
    t.same(
      { listener, outcome },
      { listener: { address: undefined, text: why }, outcome: { kind: 'unheard', reason: why } },
    )
    t.ok(rules.every(({ result }) => result === 'not-asked'))
  }
})

t.test('a listener for any free port may get that of the URL; of several the usual port goes first', async (t) => {
  const request = { method: 'GET', headers: [] }
  const any = { ...plan, listeners: [listener(0, ['mail']), listener(443, ['mail'])] }
  t.match(explainRequest(any, { ...request, url: 'https://mail.test:9443/' }).listener, { address: '192.0.2.100:0' })
  t.match(explainRequest(any, { ...request, url: 'https://mail.test/' }).listener, { address: '192.0.2.100:443' })
})

t.test('without a certificate a listener takes only what is passed through', async (t) => {
  const passing = { ...plan, listeners: [listener(443, [])] }
  const ask = (url: string) => explainRequest(passing, { method: 'GET', url, headers: [] })
  t.match(ask('https://legacy.test/'), { listener: { address: '192.0.2.100:443' }, outcome: { mode: 'passthrough' } })
  t.match(ask('https://mail.test/'), {
    listener: { text: /no rule passes the TLS of mail\.test through/ },
    outcome: { kind: 'unheard' },
  })
})

t.test('where a request arrives counts instead of the port that the client names', async (t) => {
  const request = { method: 'GET', headers: [], url: 'https://mail.test/' }
  t.match(explainRequest(plan, { ...request, at: { address: '192.0.2.100', port: 8443 } }).outcome, { farm: 'cas' })
  t.match(explainRequest(plan, { ...request, at: { address: '192.0.2.9', port: 8443 } }).outcome, { kind: 'unheard' })
})
