import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { readEdgeFile } from '../../topology/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'bridgehead-edge-'))
t.teardown(() => rmSync(folder, { recursive: true }))

t.test('the edge file of the contract is read, with its defaults', async (t) => {
  const file = join(folder, 'front.yaml')
  writeFileSync(
    file,
    `
listeners:
  - address: 127.0.0.1:8443
    tls:
      certificates:
        - { pfx: mail.pfx, passphraseFile: mail.pass }
        - { cert: mail.pem, key: mail.key }
  - address: 127.0.0.1:0
farms:
  cas:
    servers: [127.0.0.1:8081, { address: 127.0.0.1:8082, weight: 2 }]
    affinity: { cookie: ARRAffinity }
    health: { path: /owa/healthcheck.htm }
  cas-tls:
    servers: [cas1.contoso.local]
    tls: { ca: ca.pem, servername: mail.contoso.com }
  legacy: { servers: ["[::1]:9443"], passthrough: true }
rules:
  - { host: mail.contoso.com, path: /EWS/mrsproxy.svc, farm: cas-tls }
  - { host: mail.contoso.com, farm: cas }
  - { host: "*.legacy.contoso.com", farm: legacy }
  - { host: old.contoso.com, redirect: "https://mail.contoso.com/owa/" }
  - { path: /PowerShell, deny: 403 }
`,
  )
  const plan = readEdgeFile(file)
  t.match(plan, { name: 'front', host: undefined, headers: 'standard', trusted: [] })
  t.match(plan.listeners, [
    {
      endpoint: { address: '127.0.0.1', port: 8443 },
      tls: {
        minVersion: 'TLSv1.2',
        certificates: [
          { kind: 'pfx', pfx: join(folder, 'mail.pfx'), passphraseFile: join(folder, 'mail.pass') },
          { kind: 'pem', cert: join(folder, 'mail.pem'), key: join(folder, 'mail.key') },
        ],
      },
    },
    { endpoint: { address: '127.0.0.1', port: 0 }, tls: undefined },
  ])
  t.match(plan.farms.get('cas'), {
    servers: [{ weight: 1 }, { name: '127.0.0.1:8082', endpoint: { port: 8082 }, weight: 2 }],
    balance: 'round-robin',
    affinity: { cookie: { name: 'ARRAffinity' } },
    health: { path: '/owa/healthcheck.htm', interval: 5_000, timeout: 2_000, status: [200] },
    timeouts: { connect: 5_000, response: 120_000, idle: 3_600_000 },
    tls: undefined,
    headers: 'standard',
  })
  t.match(plan.farms.get('cas-tls'), {
    servers: [{ endpoint: { address: 'cas1.contoso.local', port: 443 } }],
    tls: { ca: join(folder, 'ca.pem'), servername: 'mail.contoso.com', verify: true },
  })
  t.match(plan.farms.get('legacy')?.servers, [{ endpoint: { address: '::1', port: 9443 } }])
  t.equal(plan.rules.length, 5)
})

t.test('a file that cannot be read is told with the reason', async (t) => {
  t.throws(() => readEdgeFile(join(folder, 'none.yaml')), {
    code: 'BH_ERR_FILE_UNREADABLE',
    message: `Cannot read ${join(folder, 'none.yaml')}: there is no such file; check the name and the folder.`,
  })
  t.throws(() => readEdgeFile(folder), { code: 'BH_ERR_FILE_UNREADABLE', message: /it is a folder/ })
  const binary = join(folder, 'binary.yaml')
  writeFileSync(binary, Buffer.from([0x6c, 0xe9, 0x80, 0xff]))
  t.throws(() => readEdgeFile(binary), { code: 'BH_ERR_FILE_UNREADABLE', message: /save it as UTF-8/ })
})

t.test('UTF-16, as Windows PowerShell writes it, and UTF-8 with a mark are read', async (t) => {
  const text = '\ufefflisteners: [{ address: 127.0.0.1:8080 }]\r\nrules: [{ deny: 403 }]\r\n'
  for (const encoding of ['utf16le', 'utf8'] as const) {
    const file = join(folder, `${encoding}.yaml`)
    writeFileSync(file, Buffer.from(text, encoding))
    t.equal(readEdgeFile(file).rules[0]?.text, 'any request -> deny with 403')
  }
})

t.test('the PROXY protocol is read, and a listener that expects it needs somebody to trust', async (t) => {
  const file = join(folder, 'proxy.yaml')
  const rest = 'farms: { cas: { servers: [127.0.0.1:8081], proxyProtocol: v2 } }\nrules: [{ farm: cas }]\n'
  const listeners = 'listeners: [{ address: 127.0.0.1:0, proxyProtocol: true }, { address: 127.0.0.1:0 }]\n'
  writeFileSync(file, `${listeners}trusted: [192.0.2.1]\n${rest}`)
  const plan = readEdgeFile(file)
  t.match(plan.listeners, [{ proxyProtocol: true }, { proxyProtocol: false }])
  t.equal(plan.farms.get('cas')?.proxyProtocol, 'v2')
  writeFileSync(file, `${listeners}${rest}`)
  t.throws(() => readEdgeFile(file), /proxyProtocol needs trusted: the addresses of the proxies in front/)
})

t.test('limits towards clients have their defaults, and a request line fits into the head', async (t) => {
  const rest = 'listeners: [{ address: "127.0.0.1:0" }]\nrules: [{ deny: 403 }]\n'
  const file = join(folder, 'limits.yaml')
  writeFileSync(file, `${rest}timeouts: { body: 10m }\nlimits: { connections: 5, bodyBytes: 0 }\n`)
  const { timeouts, limits } = readEdgeFile(file)
  t.same(timeouts, { hello: 10_000, handshake: 20_000, header: 30_000, body: 600_000, idle: 120_000 })
  t.same(limits, { connections: 5, headerBytes: 98_304, headerFields: 200, requestLine: 16_384, bodyBytes: 0 })
  writeFileSync(file, `${rest}limits: { headerBytes: 2000 }\n`)
  t.throws(() => readEdgeFile(file), { message: /raise headerBytes \(2000\) to requestLine \(16384\)/ })
})

t.test(
  'what a TLS listener may say: cipher suites that OpenSSL knows, unknown names, client certificates',
  async (t) => {
    const file = join(folder, 'tls.yaml')
    const write = (tls: string) =>
      writeFileSync(
        file,
        `listeners: [{ address: "127.0.0.1:0", tls: { ${tls} } }]\nfarms: { a: { servers: [x.test], passthrough: true } }\nrules: [{ farm: a }]\n`,
      )
    const certificates = 'certificates: [{ cert: a.pem, key: a.key }]'
    write(certificates)
    const usual = { ciphers: undefined, unknownName: 'default', clientCertificates: undefined }
    t.match(readEdgeFile(file).listeners[0]?.tls, usual)
    write(
      `${certificates}, ciphers: "ECDHE+AESGCM:!aNULL", unknownName: refuse, clientCertificates: { ca: clients.pem }`,
    )
    t.match(readEdgeFile(file).listeners[0]?.tls, {
      ciphers: 'ECDHE+AESGCM:!aNULL',
      unknownName: 'refuse',
      clientCertificates: { ca: join(folder, 'clients.pem'), require: false },
    })
    write(`${certificates}, ciphers: "FROZEN-HERRING"`)
    t.throws(() => readEdgeFile(file), { message: /tls\.yaml:1:\d+: .*OpenSSL knows no cipher suite in it/ })
    write('clientCertificates: { ca: clients.pem }')
    t.throws(() => readEdgeFile(file), { message: /clientCertificates need certificates/ })
  },
)

t.test('what an edge may say of messages', async (t) => {
  const file = join(folder, 'messages.yaml')
  const write = (text: string) =>
    writeFileSync(file, `listeners: [{ address: "127.0.0.1:0" }]\nrules: [{ deny: 403 }]\n${text}\n`)
  write('')
  t.match(readEdgeFile(file), { trace: false, via: 'off', hide: [], underscores: 'keep', errorPages: 'full' })
  write('trace: true\nvia: on\nhide: [Server]\nunderscores: refuse')
  t.match(readEdgeFile(file), { trace: true, via: 'on', hide: ['Server'], underscores: 'refuse' })
  write('via: two words')
  t.throws(() => readEdgeFile(file), { message: /expected on, off, or a name for this edge/ })
  write('hide: [Content-length]')
  t.throws(() => readEdgeFile(file), { message: /without this field clients cannot read the answer/ })
})
