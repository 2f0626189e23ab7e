import t from 'tap'
import { at, found, vary } from '../vary.ts'

t.test('a routed host name that the served certificate lacks is an error', async (t) => {
  const text = vary('ssl-bridging', [
    'mail: { names: [mail.contoso.com, autodiscover.contoso.com] }',
    'mail: { names: [mail.contoso.com] }',
  ])
  t.strictSame(found(text), [
    at(
      text,
      '{ host: autodiscover.contoso.com, farm: autodiscover }',
      'error BH-NAME-NOT-COVERED clients that ask for autodiscover.contoso.com are shown a certificate without that name: certificate mail (mail.contoso.com)',
    ),
  ])
})

t.test('a wildcard covers one label', async (t) => {
  const names = (list: string): string =>
    vary('ssl-bridging', [
      'mail: { names: [mail.contoso.com, autodiscover.contoso.com] }',
      `mail: { names: [${list}] }`,
    ])
  t.strictSame(found(names('"*.contoso.com"')), [])
  t.equal(found(names('"*.com"')).length, 2)
})

t.test('behind passed-through TLS the certificates of the servers count', async (t) => {
  const text = vary('ssl-passthrough', ['    certificate: mail\n    externalHostname', '    externalHostname'])
  t.strictSame(
    found(text).map((finding) => finding.replace(/^\d+: /, '')),
    [
      'error BH-CERTIFICATE-REFUSED clients refuse the self-signed certificate of cas2: it is self-signed',
      'warning BH-DIFFERENT-CERTIFICATES farm cas sends /owa to cas1 (certificate mail) and cas2 (its self-signed certificate) in turn',
      'error BH-NAME-NOT-COVERED clients that ask for mail.contoso.com are shown a certificate without that name: the self-signed certificate of cas2 (cas2.contoso.com, cas2)',
      'error BH-NAME-NOT-COVERED clients that ask for autodiscover.contoso.com are shown a certificate without that name: the self-signed certificate of cas2 (cas2.contoso.com, cas2)',
    ],
  )
})

t.test('so does that of a server that clients inside reach past the edge', async (t) => {
  const text = vary(
    'essentials',
    ['    certificate: mail\n', '    certificate: remote\n'],
    ['        tls: { servername: mail.contoso.com }\n', '        tls: { servername: remote.contoso.com }\n'],
  )
  t.match(found(text), [
    /BH-NAME-NOT-COVERED clients that ask for mail\.contoso\.com are shown .*: certificate remote \(remote\.contoso\.com\)/,
    /BH-SRV-NOT-COVERED clients on the intranet that go to mail\.contoso\.com are shown certificate remote/,
  ])
})

t.test('certificates that clients refuse are errors: self-signed, of an unknown authority, out of date', async (t) => {
  for (const [settings, why] of [
    ['issuer: self-signed', 'it is self-signed'],
    ['issuer: unknown-ca', 'its issuer is unknown'],
    ['expires: expired', 'it has expired'],
    ['expires: not-yet-valid', 'it is not valid yet'],
  ] as const) {
    const text = vary('ssl-bridging', [
      'mail: { names: [mail.contoso.com, autodiscover.contoso.com] }',
      `mail: { names: [mail.contoso.com, autodiscover.contoso.com], ${settings} }`,
    ])
    t.strictSame(found(text), [
      at(text, 'tls: { certificates: [mail] }', `error BH-CERTIFICATE-REFUSED clients refuse certificate mail: ${why}`),
    ])
  }
})

t.test('a bridging farm whose servers show a certificate that the edge refuses is an error', async (t) => {
  const selfSigned = vary('essentials', ['    certificate: remote\n', ''])
  t.match(found(selfSigned), [
    at(
      selfSigned,
      'tls: { servername: remote.contoso.com }',
      'error BH-BRIDGE-REFUSED edge arr refuses the certificate of essentials:8443: it is self-signed',
    ),
  ])
  const wrongName = vary('essentials', [
    'tls: { servername: remote.contoso.com }',
    'tls: { servername: essentials.contoso.com }',
  ])
  t.strictSame(found(wrongName), [
    at(
      wrongName,
      'essentials.contoso.com }',
      'error BH-BRIDGE-REFUSED edge arr refuses the certificate of essentials:8443: it has remote.contoso.com, but not essentials.contoso.com',
    ),
  ])
})

t.test('without a server name the edge checks the host names that are routed to the farm', async (t) => {
  t.strictSame(found(vary('essentials', ['tls: { servername: remote.contoso.com }', 'tls: {}'])), [])
  const text = vary(
    'essentials',
    ['tls: { servername: remote.contoso.com }', 'tls: {}'],
    ['    certificate: remote\n', '    certificate: mail\n'],
  )
  t.match(found(text), [/BH-BRIDGE-REFUSED .*: it has mail\.contoso\.com, but not remote\.contoso\.com/])
})

t.test(
  'an edge that does not verify, or has an authority of its own, refuses no self-signed certificate',
  async (t) => {
    for (const tls of ['verify: false', 'servername: essentials.contoso.com, ca: own.pem']) {
      t.strictSame(
        found(vary('essentials', ['    certificate: remote\n', ''], ['servername: remote.contoso.com', tls])),
        [],
      )
    }
  },
)

t.test(
  'servers with different certificates lose the OWA cookies of one another, unless the client stays on one',
  async (t) => {
    const own = ['    certificate: servers\n', '    certificate: other\n'] as const
    const other = ['certificates:\n', 'certificates:\n  other: { names: [mail.contoso.com] }\n'] as const
    const text = vary('ssl-bridging', own, other)
    t.strictSame(found(text), [
      at(
        text,
        'servers: &cas',
        'warning BH-DIFFERENT-CERTIFICATES farm owa sends /owa to cas1 (certificate other) and cas2 (certificate servers) in turn',
      ),
    ])
    const withLine = (line: string): string =>
      vary('ssl-bridging', own, other, [
        'servers: &cas [cas1, cas2]\n',
        `servers: &cas [cas1, cas2]\n        ${line}\n`,
      ])
    const sticky = [
      'affinity: { cookie: ARRAffinity }',
      'affinity: { source: true }',
      'affinity: { hostName: true }',
      'balance: source-hash',
    ]
    for (const line of sticky) t.strictSame(found(withLine(line)), [], line)
    t.match(found(withLine('affinity: { hostName: { servers: 2 } }')), [/BH-DIFFERENT-CERTIFICATES/])
  },
)
