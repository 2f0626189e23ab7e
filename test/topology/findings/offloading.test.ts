import t from 'tap'
import { at, found, vary } from '../vary.ts'

t.test('vdirs that require SSL behind an offloading farm are named, for each server', async (t) => {
  const one = vary(
    'ssl-offload',
    ['      owa: { sslFlags: None }\n', ''],
    ['      OAB: { sslFlags: None }', '      OAB: { sslFlags: Ssl }'],
  )
  t.strictSame(found(one), [
    at(
      one,
      'vdirs: &offloaded',
      'error BH-SSL-REQUIRED cas1 requires SSL on owa, OAB, but farm cas of edge lb sends plain HTTP',
    ),
    at(
      one,
      'vdirs: *offloaded',
      'error BH-SSL-REQUIRED cas2 requires SSL on owa, OAB, but farm cas of edge lb sends plain HTTP',
    ),
  ])
})

t.test('a server that never went through the steps is told by its host', async (t) => {
  const text = vary('ssl-offload', ['    vdirs: *offloaded\n', ''])
  t.strictSame(found(text), [
    at(
      text,
      '  cas2:',
      'error BH-SSL-REQUIRED cas2 requires SSL on owa, ecp, EWS, Autodiscover, Microsoft-Server-ActiveSync, OAB, mapi, but farm cas of edge lb sends plain HTTP',
    ),
  ])
})

t.test('ARR with offloading ticked, in front of servers that require SSL, is an error', async (t) => {
  const text = vary('essentials', [
    '        servers: [exchange]\n        tls: { servername: mail.contoso.com }\n',
    '        servers: [exchange]\n',
  ])
  const rules = found(text).map((finding) => finding.split(' ')[2])
  t.strictSame(rules, ['BH-SSL-REQUIRED', 'BH-OUTLOOK-ANYWHERE-OFFLOAD'])
})

t.test('a vdir that requires SSL is no matter when its path goes to a bridging farm', async (t) => {
  const text = vary(
    'ssl-offload',
    ['      OAB: { sslFlags: None }\n', ''],
    [
      '      - { path: /EWS/mrsproxy.svc, farm: mrsproxy }',
      '      - { path: /EWS/mrsproxy.svc, farm: mrsproxy }\n      - { path: /oab, farm: mrsproxy }',
    ],
  )
  t.strictSame(found(text), [])
})

t.test(
  'Outlook Anywhere without SSL offloading behind an offloading farm is an error, behind a bridging one it is right',
  async (t) => {
    const off: readonly [string, string] = [
      'certificate: mail\n',
      'certificate: mail\n    outlookAnywhere: { sslOffloading: false }\n',
    ]
    const text = vary('ssl-offload', off)
    t.strictSame(found(text), [
      at(
        text,
        'sslOffloading: false',
        'error BH-OUTLOOK-ANYWHERE-OFFLOAD SSL offloading of Outlook Anywhere is off on cas1, but farm cas of edge lb offloads /Rpc',
      ),
    ])
    t.strictSame(
      found(
        vary('ssl-passthrough', [
          'certificate: mail #',
          'outlookAnywhere: { sslOffloading: false }\n    certificate: mail #',
        ]),
      ),
      [],
    )
  },
)

t.test('a change of the Back End site is an error, its default written down is not', async (t) => {
  const text = vary('ssl-offload', [
    'certificate: mail\n',
    'certificate: mail\n    backEndVdirs: { owa: { sslFlags: None }, ecp: { sslFlags: Ssl } }\n',
  ])
  t.strictSame(found(text), [
    at(
      text,
      'backEndVdirs',
      'error BH-BACK-END-CHANGED "Require SSL" is taken off owa of the Exchange Back End site of cas1',
    ),
  ])
})
