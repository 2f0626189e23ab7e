import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { bridgehead, commandLine } from '../helpers/bridgehead.ts'

t.test('MRSProxy, however spelt, meets the bridged farm; the rest the offloading one', async (t) => {
  for (const path of ['/EWS/mrsproxy.svc', '/ews/MRSProxy.SVC', '/ews/./x/../mrsproxy.svc']) {
    const { code, out } = await bridgehead(['explain', `https://mail.contoso.com${path}`, '--topology', 'ssl-offload'])
    t.match(out, /^TLS +bridge$/m, path)
    t.equal(code, 0)
  }
  const { out } = await commandLine(['explain', 'https://mail.contoso.com/owa/', '--topology', 'ssl-offload'])
  t.match(out, /^DNS +mail\.contoso\.com from the internet: 203\.0\.113\.10$/m)
  t.match(out, /^router +router forwards port 443 to lb/m)
  t.match(out, /^TLS +offload$/m)
  t.match(out, /X-Forwarded-Proto: https/)
})

t.test('what no rule or no name leads to is told, exit status 1', async (t) => {
  const unknown = await commandLine(['explain', 'https://other.contoso.com/', '--topology', 'ssl-offload'])
  t.match(unknown.out, /^DNS .*other\.contoso\.com does not exist in the DNS of the internet/m)
  t.equal(unknown.code, 1)
})

t.test('an address in the URL is asked of no DNS; what is no http URL is a usage error', async (t) => {
  const address = await commandLine(['explain', 'https://[2001:db8::1]/', '--topology', 'ssl-offload'])
  t.match(address.out, /^network +no host of the topology has 2001:db8::1$/m)
  t.notMatch(address.out, /^DNS/m)
  const ftp = await commandLine(['explain', 'ftp://mail.contoso.com/', '--topology', 'ssl-offload'])
  t.match(ftp.err, /ftp:\/\/mail\.contoso\.com\/ is no http or https URL\./)
  t.equal(ftp.code, 2)
  const file = join(t.testdir(), 'edge.yaml')
  await writeFile(file, 'listeners: [{ address: 127.0.0.1:8080 }]\nrules: [{ deny: 404 }]\n')
  const edge = await commandLine(['explain', 'ftp://mail.contoso.com/', '--edge', file])
  t.match(edge.err, /ftp:\/\/mail\.contoso\.com\/ is no http or https URL\./)
  t.equal(edge.code, 2)
})

t.test('it can be had as JSON', async (t) => {
  const { out } = await commandLine([
    'explain',
    'https://mail.contoso.com/owa/',
    '--topology',
    'essentials',
    '--format',
    'json',
  ])
  t.match(JSON.parse(out), { edge: 'arr', outcome: { kind: 'farm', farm: 'exchange', mode: 'bridge' } })
})

t.test('how a server is chosen is told, and no secret', async (t) => {
  const file = join(t.testdir(), 'edge.yaml')
  const affinity = 'affinity: { cookie: A, secret: never-shown-to-anybody, source: true }'
  const farm = `cas: { servers: [127.0.0.1:8081], balance: query-hash, hashOn: [user], ${affinity} }`
  await writeFile(file, `listeners: [{ address: 127.0.0.1:8080 }]\nfarms: { ${farm} }\nrules: [{ farm: cas }]\n`)
  const { out } = await commandLine(['explain', 'http://mail.contoso.com/', '--edge', file])
  t.match(out, /^balance +query-hash, over the values of the query parameters user$/m)
  t.match(out, /^affinity +cookie A, signed for the host name$/m)
  t.match(out, /^affinity +client address, forgotten after 20 min without a request$/m)
  const json = await commandLine(['explain', 'http://mail.contoso.com/', '--edge', file, '--format', 'json'])
  for (const text of [out, json.out]) t.notMatch(text, /never-shown/)
})

t.test('neither edge nor topology is a usage error, exit status 2', async (t) => {
  const { code, err } = await commandLine(['explain', 'https://mail.contoso.com/'])
  t.match(err, /--edge or --topology/)
  t.equal(code, 2)
})

t.test('the listeners of an edge file are looked at: what none takes is told, exit status 1', async (t) => {
  const file = join(t.testdir(), 'edge.yaml')
  await writeFile(
    file,
    `listeners:
  - { address: 127.0.0.1:8443, tls: { certificates: [{ cert: mail.pem, key: mail.key }] } }
  - { address: 127.0.0.1:8080 }
farms: { cas: { servers: [127.0.0.1:8444], tls: { servername: cas.contoso.com } } }
rules: [{ host: mail.contoso.com, farm: cas }]
`,
  )
  const explain = (url: string) => commandLine(['explain', url, '--edge', file])
  const good = await explain('https://mail.contoso.com/owa/')
  t.match(good.out, /^listener +127\.0\.0\.1:8443, TLS from TLSv1\.2 on, certificate mail\.pem$/m)
  t.match(good.out, /^certificate +must be for cas\.contoso\.com, signed by /m)
  t.equal(good.code, 0)
  const port = await explain('https://mail.contoso.com:9443/owa/')
  t.match(port.out, /^listener +none: no listener has port 9443; there is 127\.0\.0\.1:8443 \(TLS\), /m)
  t.notMatch(port.out, /^farm/m)
  t.equal(port.code, 1)
  const scheme = await explain('http://mail.contoso.com:8443/owa/')
  t.match(scheme.out, /^listener +none: http needs a plain listener/m)
  t.equal(scheme.code, 1)
})

t.test('a farm that is not left to its defaults says how it goes on', async (t) => {
  const file = join(t.testdir(), 'edge.yaml')
  await writeFile(
    file,
    `listeners: [{ address: 127.0.0.1:8080 }]
farms:
  cas:
    servers: [{ address: 127.0.0.1:8081, state: drain, maxRequests: 50, weight: 2 }, 127.0.0.1:8082]
    queue: { most: 10, wait: 2s }
rules: [{ farm: cas }]
`,
  )
  const { out } = await commandLine(['explain', 'http://mail.contoso.com:8080/', '--edge', file])
  t.match(out, /^server +127\.0\.0\.1:8081 at .*, weight 2, drain, at most 50 requests at once$/m)
  t.match(out, /^retries +up to 1 other server$/m)
  t.match(out, /^queue +up to 10 requests, each for 2000 ms$/m)
})

t.test('a port of an edge’s host where no edge listens leads nowhere', async (t) => {
  const args = ['explain', 'https://mail.contoso.com:8443/', '--topology', 'ssl-offload', '--from', 'intranet']
  const { code, out } = await commandLine(args)
  t.match(out, /^edge +no edge on lb listens on 192\.168\.16\.2:8443$/m)
  t.equal(code, 1)
})
