import t from 'tap'
import { at, type Change, found, vary } from '../vary.ts'

const on: Change = ['      EWS: { sslFlags: None,', '      EWS: { sslFlags: None, mrsProxyEnabled: true,']
const moves = '\nmoves: [{ mailbox: alice@contoso.com, endpoint: mail.contoso.com }]\n'
const withMoves: Change = ['\nusers:\n', `${moves}\nusers:\n`]
const withoutBridge: Change = [
  '      - { path: /EWS/mrsproxy.svc, farm: mrsproxy }\n',
  '      - { path: /EWS/other, farm: mrsproxy }\n',
]

t.test('MRSProxy with a move, on all servers and bridged, is right', async (t) => {
  t.strictSame(found(vary('ssl-offload', on, withMoves)), [])
})

t.test('MRSProxy on an offloaded route is an error, once for each rule', async (t) => {
  const text = vary('ssl-offload', on, withMoves, withoutBridge)
  t.strictSame(found(text), [
    at(
      text,
      '{ host: mail.contoso.com, farm: cas }',
      'error BH-MRSPROXY-OFFLOADED rule 2 (host mail.contoso.com -> farm cas) sends /EWS/mrsproxy.svc as plain HTTP',
    ),
  ])
})

t.test('an offloaded route harms nobody where MRSProxy is off and no mailbox moves', async (t) => {
  t.strictSame(found(vary('ssl-offload', withoutBridge)), [])
})

t.test('a bridging rule behind the offloading one does not help', async (t) => {
  const text = vary('ssl-offload', on, withMoves, withoutBridge, [
    '      - { host: autodiscover.contoso.com, farm: cas }',
    '      - { host: autodiscover.contoso.com, farm: cas }\n      - { host: mail.contoso.com, path: /ews/MRSProxy.svc, farm: mrsproxy }',
  ])
  t.strictSame(
    found(text).map((finding) => finding.split(' ')[2]),
    ['BH-MRSPROXY-OFFLOADED', 'BH-RULE-SHADOWED'],
  )
})

t.test('MRSProxy on some servers of a farm, but not on all, is an error at those where it is off', async (t) => {
  const text = vary(
    'ssl-bridging',
    ['      EWS: { authentication: [anonymous, basic, windows] }\n', '      EWS: { mrsProxyEnabled: true }\n'],
    ['    vdirs: *vdirs\n', ''],
    withMoves,
  )
  t.strictSame(found(text), [
    at(
      text,
      '  cas2:',
      'error BH-MRSPROXY-PARTIAL MRSProxy is off on cas2 but on at cas1, in the same farm ews of edge lb',
    ),
  ])
})

t.test('MRSProxy that no move uses is a warning', async (t) => {
  const text = vary('essentials', [
    '    outlookAnywhere:',
    '    vdirs: { EWS: { mrsProxyEnabled: true } }\n    outlookAnywhere:',
  ])
  t.strictSame(found(text), [
    at(text, 'mrsProxyEnabled', 'warning BH-MRSPROXY-UNUSED MRSProxy is on at exchange, but the topology has no moves'),
  ])
})

t.test('a move whose servers have MRSProxy off is an error', async (t) => {
  const text = vary('essentials', withMoves)
  t.strictSame(found(text), [
    at(
      text,
      'moves:',
      'error BH-MOVE-ENDPOINT MRSProxy is off on exchange, which the move of alice@contoso.com calls as mail.contoso.com',
    ),
  ])
})

t.test('a move whose endpoint leads to no Exchange server is an error', async (t) => {
  for (const endpoint of ['remote.contoso.com', 'nowhere.contoso.com']) {
    const text = vary('essentials', ['\nusers:\n', `${moves.replace('mail.contoso.com', endpoint)}\nusers:\n`])
    t.strictSame(found(text), [
      at(
        text,
        'moves:',
        `error BH-MOVE-ENDPOINT ${endpoint} leads to no Exchange server from the internet, so alice@contoso.com cannot be moved`,
      ),
    ])
  }
})
