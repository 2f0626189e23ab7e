import t from 'tap'
import { at, found, vary } from '../vary.ts'

t.test('a rule behind a wider one never matches', async (t) => {
  const text = vary(
    'ssl-offload',
    ['      - { path: /EWS/mrsproxy.svc, farm: mrsproxy }\n', ''],
    [
      '      - { host: autodiscover.contoso.com, farm: cas }',
      '      - { host: autodiscover.contoso.com, farm: cas }\n      - { host: MAIL.contoso.com, path: /ews/mrsproxy.svc, farm: mrsproxy }',
    ],
  )
  t.strictSame(found(text), [
    at(
      text,
      'MAIL.contoso.com',
      'warning BH-RULE-SHADOWED rule 3 (host mail.contoso.com, path /ews/mrsproxy.svc -> farm mrsproxy) never matches: rule 1 (host mail.contoso.com -> farm cas) comes before it',
    ),
  ])
})

t.test('a wildcard shadows the names of one label more, and no others', async (t) => {
  const rules = (...hosts: string[]): string =>
    vary('ssl-passthrough', [
      '      - { host: mail.contoso.com, farm: cas }\n      - { host: autodiscover.contoso.com, farm: cas }\n',
      hosts.map((host) => `      - { host: "${host}", farm: cas }\n`).join(''),
    ])
  const shadowed = (text: string): number => found(text).filter((finding) => finding.includes('SHADOWED')).length
  t.equal(shadowed(rules('*.contoso.com', 'mail.contoso.com')), 1)
  t.equal(shadowed(rules('*.contoso.com', '*.contoso.com')), 1)
  t.equal(shadowed(rules('*.contoso.com', 'a.mail.contoso.com', 'contoso.com', '*.a.contoso.com')), 0)
  t.equal(shadowed(rules('mail.contoso.com', '*.contoso.com')), 0)
})

t.test('a path rule for a host whose TLS is passed through meets no request', async (t) => {
  const text = vary(
    'ssl-passthrough',
    ['tls: {}', 'tls: { certificates: [mail] }'],
    [
      '      cas: { servers: [cas1, cas2], passthrough: true }',
      '      cas: { servers: [cas1, cas2], passthrough: true }\n      mrs: { servers: [cas1, cas2], tls: {} }',
    ],
    [
      '      - { host: mail.contoso.com, farm: cas }',
      '      - { host: mail.contoso.com, path: /EWS, farm: mrs }\n      - { host: mail.contoso.com, farm: cas }',
    ],
  )
  t.strictSame(
    found(text).filter((finding) => finding.includes('PASSTHROUGH')),
    [
      at(
        text,
        'path: /EWS',
        'error BH-PASSTHROUGH-PATH rule 1 (host mail.contoso.com, path /EWS -> farm mrs) meets no request over TLS: mail.contoso.com is passed through to farm cas',
      ),
    ],
  )
})

t.test('affinity and headers have no effect on a farm that passes TLS through', async (t) => {
  const text = vary('ssl-passthrough', [
    'passthrough: true',
    'passthrough: true, affinity: { cookie: ARRAffinity }, headers: arr',
  ])
  t.strictSame(found(text), [
    at(
      text,
      'passthrough: true',
      'warning BH-PASSTHROUGH-SETTINGS affinity has no effect: farm cas passes TLS through',
    ),
    at(text, 'passthrough: true', 'warning BH-PASSTHROUGH-SETTINGS headers has no effect: farm cas passes TLS through'),
  ])
})

t.test('plain HTTP to a TLS port and TLS to a plain one are errors', async (t) => {
  const offload = vary('ssl-offload', [
    '        servers: [cas1, cas2]\n        health',
    '        servers: [cas1:443, cas2]\n        health',
  ])
  t.strictSame(found(offload), [
    at(
      offload,
      'cas1:443',
      'error BH-FARM-PORT farm cas sends plain HTTP to cas1:443 (192.168.16.11:443), which takes TLS',
    ),
  ])
  const bridge = vary('essentials', ['[essentials:8443]', '[essentials:8080]'])
  t.strictSame(found(bridge), [
    at(
      bridge,
      '[essentials:8080]',
      'error BH-FARM-PORT farm essentials sends TLS to essentials:8080 (192.168.16.3:8080), which takes plain HTTP',
    ),
  ])
})

t.test('a server where nothing listens is an error', async (t) => {
  const text = vary('essentials', ['servers: [exchange]', 'servers: [exchange, exchange:8443, 192.168.16.99]'])
  t.strictSame(found(text), [
    at(text, 'exchange:8443', 'error BH-SERVER-NOBODY nothing listens on exchange:8443 (192.168.16.4:8443)'),
    at(text, 'exchange:8443', 'error BH-SERVER-NOBODY nothing listens on 192.168.16.99 (192.168.16.99:443)'),
  ])
})

t.test('a plain listener before Exchange is a warning, one that redirects is not', async (t) => {
  const text = vary('ssl-bridging', [
    '      - { address: 192.168.16.2:443, tls: { certificates: [mail] } }\n',
    '      - { address: 192.168.16.2:443, tls: { certificates: [mail] } }\n      - { address: 192.168.16.2:8080 }\n',
  ])
  t.strictSame(found(text), [
    at(
      text,
      ':8080',
      'warning BH-PLAIN-LISTENER clients reach rule 1 (host autodiscover.contoso.com -> farm autodiscover) of edge lb without encryption here',
    ),
  ])
})

t.test('time limits that cut off what Exchange holds open are warnings', async (t) => {
  const response = vary('ssl-offload', ['timeouts: { response: 1h }', 'timeouts: { response: 2m }'])
  t.strictSame(found(response), [
    at(
      response,
      'response: 2m',
      'warning BH-TIMEOUT-SHORT farm cas ends an ActiveSync Ping after 120 s (timeouts.response); phones hold one for up to 3540 s',
    ),
  ])
  const idle = vary('ssl-offload', ['timeouts: { response: 1h }', 'timeouts: { response: 1h, idle: 1m }'])
  t.strictSame(found(idle), [
    at(
      idle,
      'idle: 1m',
      'warning BH-TIMEOUT-SHORT farm cas ends an idle Outlook Anywhere channel after 60 s; its pings may be 120 s apart',
    ),
  ])
  const passed = vary('ssl-passthrough', ['passthrough: true', 'passthrough: true, timeouts: { idle: 5m }'])
  t.match(found(passed), [/ends an ActiveSync Ping after 300 s \(timeouts\.idle\)/])
})

t.test('what nothing uses is told', async (t) => {
  const text = vary(
    'ssl-offload',
    ['  pc: {', '  lb2: { role: edge, intranet: 192.168.16.5 }\n  pc: {'],
    ['certificates:\n', 'certificates:\n  old: { names: [old.contoso.com] }\n'],
    ['      - { path: /EWS/mrsproxy.svc, farm: mrsproxy }\n', ''],
  )
  t.strictSame(found(text), [
    at(text, 'lb2:', 'info BH-UNUSED no edge runs on lb2'),
    at(text, 'old:', 'info BH-UNUSED no listener or server uses the certificate old'),
    at(text, 'mrsproxy:', 'info BH-UNUSED no rule of edge lb uses the farm mrsproxy'),
  ])
})
