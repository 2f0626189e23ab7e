import t from 'tap'
import { at, type Change, found, vary } from '../vary.ts'

const record = (text: string): Change => [
  '          - { txt: v=spf1 a mx ~all }\n',
  `          - { txt: v=spf1 a mx ~all }\n          - ${text}\n`,
]

t.test('a port forwarded to where nothing listens is an error', async (t) => {
  const text = vary(
    'essentials',
    ['{ port: 443, to: essentials }', '{ port: 443, to: pc }'],
    ['{ port: 80, to: essentials }', '{ port: 80, to: "essentials:81" }'],
  )
  t.strictSame(
    found(text).filter((finding) => finding.includes('FORWARD')),
    [
      at(
        text,
        'essentials:81',
        'error BH-FORWARD-TO-NOBODY port 80 is forwarded to essentials:81 (192.168.16.3:81), where nothing listens',
      ),
      at(
        text,
        'to: pc',
        'error BH-FORWARD-TO-NOBODY port 443 is forwarded to pc (192.168.16.50:443), where nothing listens',
      ),
    ],
  )
})

t.test('an SRV target without an address, or that is an alias, is an error from each place that sees it', async (t) => {
  const text = vary('essentials', ['target: mail.contoso.com', 'target: exchange.contoso.com'])
  t.strictSame(
    found(text).filter((finding) => finding.includes('SRV')),
    [
      at(
        text,
        'srv:',
        'error BH-SRV-NO-ADDRESS exchange.contoso.com, the target of _autodiscover._tcp.contoso.com, has no address for clients on the internet',
      ),
      at(
        text,
        'srv:',
        'error BH-SRV-NO-ADDRESS exchange.contoso.com, the target of _autodiscover._tcp.contoso.com, has no address for clients on the intranet',
      ),
    ],
  )
  const alias = vary(
    'essentials',
    ['target: mail.contoso.com', 'target: owa.contoso.com'],
    record('{ name: owa, cname: mail.contoso.com }'),
  )
  t.match(found(alias), [/BH-SRV-NO-ADDRESS owa\.contoso\.com, .* is a CNAME for clients on the internet/])
})

t.test('an SRV target that the certificate lacks is an error', async (t) => {
  const text = vary(
    'essentials',
    ['target: mail.contoso.com', 'target: mx.contoso.com'],
    record('{ name: mx, a: 203.0.113.10 }'),
  )
  t.match(found(text), [
    /BH-SRV-NOT-COVERED clients on the internet that go to mx\.contoso\.com are shown certificate remote \(remote\.contoso\.com\), which lacks that name/,
  ])
})

t.test('an MX record through a CNAME is an error', async (t) => {
  const text = vary(
    'ssl-offload',
    ['exchange: mail.contoso.com', 'exchange: smtp.contoso.com'],
    record('{ name: smtp, cname: mail.contoso.com }'),
  )
  t.strictSame(found(text), [
    at(text, 'mx:', 'error BH-MX-CNAME smtp.contoso.com, the mail server of contoso.com, is a CNAME'),
  ])
})

t.test('an MX record without an address behind it is an error', async (t) => {
  const text = vary('ssl-offload', ['exchange: mail.contoso.com', 'exchange: smtp.contoso.com'])
  t.strictSame(found(text), [
    at(
      text,
      'mx:',
      'error BH-MX-NO-ADDRESS smtp.contoso.com, the mail server of contoso.com, has no address on the internet and the intranet',
    ),
  ])
})

t.test('a record that repeats the name of its zone is a warning', async (t) => {
  const text = vary('ssl-offload', record('{ name: owa.contoso.com, a: 203.0.113.10 }'))
  t.strictSame(found(text), [
    at(text, 'owa.contoso.com', 'warning BH-NAME-REPEATS-ZONE this record answers for owa.contoso.com.contoso.com'),
  ])
})

t.test('a name that leads clients inside to the router, which does not turn them round, is a warning', async (t) => {
  const inside: Change = ['      mail.contoso.com: { records: [{ a: 192.168.16.2 }] }\n', '']
  const text = vary('ssl-offload', inside)
  t.strictSame(found(text), [
    at(
      text,
      '- { host: mail.contoso.com, farm: cas }',
      'warning BH-NO-SPLIT-DNS inside, mail.contoso.com gives 203.0.113.10, which cannot be reached from there',
    ),
  ])
  const hairpin: Change = ['    internet: 203.0.113.10\n', '    internet: 203.0.113.10\n    hairpin: true\n']
  t.strictSame(found(vary('ssl-offload', inside, hairpin)), [])
  t.strictSame(found(vary('ssl-offload', inside, ['  pc: { role: client, intranet: 192.168.16.50 }\n', ''])), [])
})

t.test('a pinpoint zone that leaves Autodiscover outside is a warning', async (t) => {
  const gap: Change = ['      autodiscover.contoso.com: { records: [{ a: 192.168.16.2 }] }\n', '']
  const text = vary('ssl-offload', gap)
  t.strictSame(found(text), [
    at(
      text,
      '      mail.contoso.com: { records',
      'warning BH-PINPOINT-GAP inside, autodiscover.contoso.com leads to an address that cannot be reached from there',
    ),
  ])
  const cut = vary('essentials', ['  intranet: # split DNS', '  intranet:\n    forward: false\n    # split DNS'])
  t.strictSame(found(cut), [
    at(
      cut,
      '      mail.contoso.com: { records',
      'warning BH-PINPOINT-GAP inside, there is neither autodiscover.contoso.com nor _autodiscover._tcp.contoso.com',
    ),
  ])
  const lost = vary('essentials', ['      mail.contoso.com: { records: [{ a: 192.168.16.4 }] }\n', ''])
  t.match(found(lost), [
    /BH-NO-SPLIT-DNS/,
    /BH-PINPOINT-GAP inside, there is no autodiscover\.contoso\.com, and the target of .* cannot be reached/,
  ])
})

t.test('no gap is told where Autodiscover is not published at all', async (t) => {
  const text = vary('essentials', [
    '          - { name: _autodiscover._tcp, srv: { priority: 0, weight: 0, port: 443, target: mail.contoso.com } }\n',
    '',
  ])
  t.strictSame(found(text), [])
})

t.test('internal and external URLs that differ are a warning, whose case and last slash do not count', async (t) => {
  const text = vary('essentials', ['    internalHostname: mail.contoso.com\n', ''])
  t.strictSame(found(text), [
    at(
      text,
      '  exchange:',
      'warning BH-URLS-DIFFER exchange has different names inside and outside for owa, ecp, EWS, Microsoft-Server-ActiveSync, OAB, mapi, Outlook Anywhere: https://exchange.contoso.com/owa and https://mail.contoso.com/owa',
    ),
  ])
  const same = vary('essentials', [
    '    outlookAnywhere:',
    '    vdirs: { owa: { internalUrl: "https://MAIL.contoso.com/OWA/" } }\n    outlookAnywhere:',
  ])
  t.strictSame(found(same), [])
  const rpc = vary('essentials', [
    '{ sslOffloading: false }',
    '{ sslOffloading: false, internalHostname: exchange.contoso.com }',
  ])
  t.match(found(rpc), [/for Outlook Anywhere: exchange\.contoso\.com and mail\.contoso\.com/])
})

t.test('Essentials and Exchange under one public name are an error', async (t) => {
  const text = vary('essentials', ['publicName: remote.contoso.com', 'publicName: Mail.contoso.com'])
  t.strictSame(found(text), [
    at(
      text,
      'publicName',
      'error BH-SAME-PUBLIC-NAME mail.contoso.com is the public name of essentials and of the Exchange server exchange',
    ),
  ])
})
