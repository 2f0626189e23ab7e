import t from 'tap'
import type { HopRecord } from '../../base/trace.ts'
import { diagnose } from '../../scenarios/diagnosis/index.ts'
import type { Observed } from '../../scenarios/expectation.ts'
import { hop } from '../helpers/hop.ts'

const poolOf = (host: string, vdir: string) => (host === 'cas1' ? `pool of ${vdir}` : undefined)

function of(trace: readonly HopRecord[], what = 'status', values: Observed = {}) {
  const place = { file: 'x.yaml', line: 1, column: 1 }
  const mismatches = [{ what, expected: '200', actual: '403', place }]
  return diagnose({ observation: { summary: 'it did not work.', values, trace }, mismatches, poolOf })
}

const client = hop({ hop: 'client', host: 'internet', status: 403 })
const edge = hop({
  hop: 'edge',
  host: 'lb',
  status: 403,
  edge: {
    mode: 'offload',
    farm: 'cas',
    server: 'cas1:80',
    rule: { index: 2, text: 'host mail.contoso.com -> farm cas' },
  },
})
const frontEnd = hop({ hop: 'front-end', host: 'cas1', scheme: 'http', status: 403, subStatus: 4 })

t.test('403.4 behind an offloading edge names the hop, the vdir and the steps', async (t) => {
  t.same(of([client, edge, frontEnd]), {
    hop: 'edge lb → cas1:80',
    cause: '403.4',
    sentence:
      'The edge lb sent plain HTTP to cas1:80 and the Default Web Site of cas1 answered 403.4: the vdir owa still requires SSL. Set its sslFlags to None and recycle pool of owa, or encrypt again towards the server (bridge).',
  })
})

t.test('MRSProxy: over plain HTTP, and while it is off', async (t) => {
  const target = '/EWS/mrsproxy.svc'
  const plain = hop({ hop: 'front-end', host: 'cas1', scheme: 'http', target, status: 400 })
  t.match(of([client, edge, plain])?.sentence, /offloading is not supported for it.*bridge/)
  const off = hop({ hop: 'front-end', host: 'cas2', target, status: 403 })
  t.match(of([client, edge, off]), { hop: 'front end cas2', cause: '403', sentence: /MRSProxy is off on cas2/ })
})

t.test('401 tells whether a log-on was sent, and what is offered', async (t) => {
  const responseHeaders = [
    ['WWW-Authenticate', 'Negotiate'],
    ['WWW-Authenticate', 'NTLM'],
  ] as const
  const without = hop({ hop: 'front-end', host: 'cas1', status: 401, responseHeaders })
  t.match(of([client, edge, without])?.sentence, /sent none\. It offers Negotiate, NTLM\./)
  const requestHeaders = [['Authorization', 'Basic ***']] as const
  const refused = hop({ hop: 'front-end', host: 'cas1', status: 401, requestHeaders })
  t.match(of([client, edge, refused])?.sentence, /refused the log-on for \/owa\/ \(Basic\).*no way to log on/)
})

t.test('Extended Protection: the certificates at both ends, and what to do by the scheme', async (t) => {
  const detail =
    'Extended Protection (Allow) refused CONTOSO\\alice: the binding is of another session, and this server showed B'
  const common = { hop: 'front-end', host: 'cas1', status: 401, cause: 'extended-protection', detail } as const
  const certificate = { subject: 'CN=A', fingerprint: 'abcdef0123456789ffff' }
  t.match(of([client, edge, hop({ ...common, scheme: 'https' })], 'status', { certificate }), {
    hop: 'front end cas1',
    cause: 'extended-protection',
    sentence:
      /showed B\. The client saw CN=A \(SHA-256 abcdef0123456789…\) at the edge lb\. Give edge and server the same/,
  })
  t.match(of([client, edge, hop({ ...common, scheme: 'http' })])?.sentence, /showed B\. With SSL offloading no log-on/)
})

t.test('a stopped pool', async (t) => {
  const down = hop({ hop: 'front-end', host: 'cas1', status: 503, target: '/ews/exchange.asmx' })
  t.match(of([client, edge, down])?.sentence, /cas1 does not serve EWS now/)
})

t.test('the innermost hop with a cause speaks', async (t) => {
  const backEnd = hop({ hop: 'back-end', host: 'cas2', status: 500 })
  const front = hop({ hop: 'front-end', host: 'cas1', status: 500 })
  t.match(of([client, edge, front, backEnd]), { hop: 'back end cas2', cause: '500' })
  const relay = hop({ hop: 'front-end', host: 'cas1', cause: 'no-route', detail: 'cas2:444 cannot be reached' })
  t.match(of([client, edge, relay]), { cause: 'no-route', sentence: /Front end cas1 could not serve .*cas2:444/ })
  const essentials = hop({ hop: 'essentials', host: 'essentials', status: 404 })
  t.match(of([client, edge, essentials]), { hop: 'essentials', cause: '404' })
})

t.test('the edge: no rule, no healthy server, a certificate it refuses, its own answer', async (t) => {
  const local = { mode: 'local' as const }
  const noRule = hop({ hop: 'edge', host: 'lb', status: 404, cause: 'no-rule', edge: local, authority: 'x.test:443' })
  t.match(of([client, noRule]), {
    hop: 'edge lb',
    cause: 'no-rule',
    sentence: /Add a rule for host x\.test and path \/owa\//,
  })
  const noServer = hop({ hop: 'edge', host: 'lb', status: 503, cause: 'no-healthy-server', edge: local })
  t.match(
    of([client, noServer])?.sentence,
    /every server of the farm is unhealthy or out of use\. Look at what its health probe/,
  )
  const cause = 'tls-name-mismatch'
  const detail = 'the certificate is for cas1.contoso.com.'
  const bridge = hop({
    hop: 'edge',
    host: 'lb',
    status: 502,
    cause,
    detail,
    edge: { mode: 'bridge', server: 'cas1:443' },
  })
  t.match(of([client, bridge]), {
    hop: 'edge lb → cas1:443',
    cause,
    sentence:
      /could not get an answer from cas1:443 \(bridge\): the certificate is for cas1\.contoso\.com\. Name under/,
  })
  const denied = hop({ hop: 'edge', host: 'lb', status: 403, edge: { ...local, rule: { index: 1, text: 'deny 403' } } })
  t.match(of([client, denied])?.sentence, 'The edge lb answered 403 itself by rule 1 (deny 403).')
})

t.test('the client: what it saw, with the names of the certificate', async (t) => {
  const refused = hop({ hop: 'client', host: 'internet', cause: 'no-route' })
  t.match(of([refused]), { hop: 'client → mail.contoso.com', cause: 'no-route', sentence: /hairpin/ })
  const certificate = { names: ['remote.contoso.com'] }
  const name = of([], 'ok', { cause: 'tls-name-mismatch', certificate })
  t.match(name?.sentence, /does not contain the host name \(it has remote\.contoso\.com\)/)
})

t.test('nothing failed: a protocol that said no, a way other than expected, a hop not reached, no end', async (t) => {
  const fine = [hop({ hop: 'client', host: 'internet', status: 200 }), hop({ ...edge, status: 200 })]
  t.match(of(fine, 'ok')?.sentence, 'Every hop answered, but the client did not get what it wanted: it did not work.')
  t.match(of(fine, 'hops.edge.server'), { hop: 'edge lb', sentence: /hops\.edge\.server is 403 and not 200/ })
  t.match(of(fine, 'hops.front-end')?.sentence, 'The request did not come to the front end; it ended at edge lb.')
  t.match(of(fine, 'time'), { cause: 'no end', sentence: /last that was heard of the step is an answer of edge lb/ })
  t.match(of([], 'time')?.sentence, /No request of this step/)
})

t.test('a failure that was wished for does not hide that the way was another', async (t) => {
  t.match(of([client, edge, frontEnd], 'hops.edge.server'), { hop: 'edge lb', cause: 'other than expected' })
})

t.test('DNS answers', async (t) => {
  const values = { name: 'autodiscover.contoso.com', from: 'intranet', status: 'nxdomain' }
  t.match(of([], 'status', values), {
    hop: 'client → DNS of the intranet',
    cause: 'nxdomain',
    sentence: /a pinpoint zone covers one name only/,
  })
  t.match(of([], 'answer', { ...values, status: 'answer' })?.sentence, /another answer for autodiscover/)
})
