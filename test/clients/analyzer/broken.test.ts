// Labs that are broken on purpose: each fault is met at its step, with its cause and its sentence.

import t from 'tap'
import { advice } from '../../../clients/analyzer/advice.ts'
import { startLab } from '../../../lab/index.ts'
import { findings, probeLab, startSmallLab, titles } from './lab.ts'

t.test('what is wrong stands at the step where it shows', async (t) => {
  await using lab = await startSmallLab()
  const server = lab.exchangeServers.get('cas1')
  if (server === undefined) throw new Error('no server')

  const certificates = {
    'another name': {
      settings: { names: ['other.contoso.com'], issuer: 'public-ca', expires: 'valid' },
      step: 'Certificate: name',
      finding: /^tls-name-mismatch: The certificate is for other\.contoso\.com, not for mail\.contoso\.com\.$/,
    },
    expired: {
      settings: { names: ['mail.contoso.com'], issuer: 'public-ca', expires: 'expired' },
      step: 'Certificate: dates',
      finding: /^tls-expired: The certificate of mail\.contoso\.com expired at \d{4}-.*Z\.$/,
    },
    'an unknown authority': {
      settings: { names: ['mail.contoso.com'], issuer: 'unknown-ca', expires: 'valid' },
      step: 'Certificate: trust',
      finding: /^tls-untrusted: The certificate is signed by .*, which is not trusted here \(UNABLE_TO_/,
    },
    'signed by itself': {
      settings: { names: ['mail.contoso.com'], issuer: 'self-signed', expires: 'valid' },
      step: 'Certificate: trust',
      finding: /^tls-untrusted: The certificate of mail\.contoso\.com is self-signed, and no client trusts it\.$/,
    },
  } as const
  for (const [what, { settings, step, finding }] of Object.entries(certificates)) {
    await t.test(`certificate: ${what}`, async (t) => {
      const mend = await lab.replaceCertificate('cas1', { ...settings, names: [...settings.names] })
      const report = await probeLab(lab, 'owa')
      mend()
      t.equal(report.result, 'failed')
      t.ok(titles(report, 'failed').includes(step))
      t.equal(findings(report).length, 1)
      t.match(findings(report)[0], finding)
    })
  }

  await t.test('certificate: expired and of an unknown authority are both told', async (t) => {
    const settings = { names: ['mail.contoso.com'], issuer: 'unknown-ca' as const, expires: 'expired' as const }
    const mend = await lab.replaceCertificate('cas1', settings)
    const report = await probeLab(lab, 'owa')
    mend()
    t.ok(titles(report, 'failed').includes('Certificate: trust'))
    t.ok(titles(report, 'failed').includes('Certificate: dates'))
  })

  await t.test('a name that does not exist', async (t) => {
    const report = await probeLab(lab, 'ews', { host: 'nothing.contoso.com' })
    t.same(findings(report), ['name-not-found: nothing.contoso.com does not exist in the DNS of the internet.'])
    t.match(report.root.steps, [{ title: 'Resolve nothing.contoso.com', result: 'failed' }])
  })

  await t.test('an address inside, asked for from outside', async (t) => {
    const report = await probeLab(lab, 'ews', { host: 'inside.contoso.com' })
    t.same(findings(report), ['no-route: 192.168.16.11:443 (inside.contoso.com) cannot be reached from the internet.'])
  })

  await t.test('a port that is closed', async (t) => {
    const { from } = { from: lab.from('internet') }
    const closed = { ...from, dial: (address: string) => from.dial(address, 444) }
    const report = await probeLab(lab, 'ews', undefined, { from: closed })
    t.same(findings(report), ['connect-refused: Nothing listens on 203.0.113.10:443 (mail.contoso.com).'])
  })

  await t.test('a wrong password', async (t) => {
    const [alice] = lab.plan.users
    if (alice === undefined) throw new Error('no user')
    const account = { ...alice, password: 'wrong' }
    const report = await probeLab(lab, 'ews', undefined, { account })
    t.same(findings(report), [
      'logon-refused: https://mail.contoso.com/EWS/Exchange.asmx refused the log-on of CONTOSO\\alice by ntlm.',
    ])
    t.match(findings(await probeLab(lab, 'owa', undefined, { account })), [
      /^logon-refused: .*\/owa\/auth\.owa refused/,
    ])
  })

  await t.test('MRSProxy is off', async (t) => {
    const report = await probeLab(lab, 'mrs')
    t.match(findings(report), [
      /^mrsproxy-off: The connection to the server 'mail\.contoso\.com' could not be completed/,
    ])
  })

  await t.test('an application pool is stopped', async (t) => {
    const mend = server.inject({ kind: 'pool-stopped', vdir: 'EWS' })
    const report = await probeLab(lab, 'ews')
    mend()
    t.match(findings(report), [
      /^pool-stopped: https:\/\/mail\.contoso\.com\/EWS\/Exchange\.asmx answered 503 .*The application pool on cas1 is stopped/,
    ])
    t.ok(titles(report, 'failed').includes('Ways to log on at /EWS/Exchange.asmx'))
  })

  await t.test('every finding says what to do', async (t) => {
    const report = await probeLab(lab, 'mrs')
    const [finding] = report.root.steps.at(-1)?.findings ?? []
    t.equal(finding?.advice, advice['mrsproxy-off'])
    for (const [cause, text] of Object.entries(advice)) t.match(text, /^[A-Z].*\.$/s, cause)
  })
})

t.test('offloading that the servers were not prepared for', async (t) => {
  await using lab = await startLab('scenarios/topologies/flawed/offload-not-prepared.yaml')
  const report = await probeLab(lab, 'ews')
  t.match(findings(report), [
    /^ssl-required: https:\/\/mail\.contoso\.com\/EWS\/Exchange\.asmx answered 403 .*cas\d requires SSL there and was sent plain HTTP \(403\.4\)\.$/,
  ])
  const blind = await probeLab(lab, 'ews', undefined, { trace: undefined })
  t.match(findings(blind), [/^ssl-required: .*Exchange forbids without asking for a log-on/])

  const mends = ['cas1', 'cas2'].map((host) => lab.stopHost(host))
  for (const trace of [lab.trace, undefined]) {
    const report = await probeLab(lab, 'ews', undefined, { trace })
    t.match(findings(report), [/^(no-healthy-server|no-route|connect-refused): https:\/\/mail\.contoso\.com\/EWS/])
  }
  for (const mend of mends) mend()
})
