import t from 'tap'
import { findings, probeLab, startSmallLab, titles } from './lab.ts'

t.test('on a healthy lab every probe passes', async (t) => {
  await using lab = await startSmallLab()
  lab.exchangeServers.get('cas1')?.setVdir('EWS', { mrsProxyEnabled: true })
  lab.exchangeServers.get('cas1')?.iisreset()

  await t.test('outlook, with the ways of Autodiscover as steps and the one that won', async (t) => {
    const report = await probeLab(lab, 'outlook', {})
    t.same(findings(report), [])
    t.equal(report.result, 'passed')
    t.equal(report.account, 'CONTOSO\\alice')
    const [search] = report.root.steps
    t.equal(search?.summary, 'Settings came by: https://autodiscover.contoso.com/autodiscover/autodiscover.xml.')
    t.match(search?.steps, [
      { title: 'https://contoso.com/autodiscover/autodiscover.xml', result: 'failed', alternative: true },
      { title: 'https://autodiscover.contoso.com/autodiscover/autodiscover.xml', result: 'passed' },
      { title: 'Redirect from http://autodiscover.contoso.com', result: 'skipped' },
      { title: 'SRV record _autodiscover._tcp.contoso.com', result: 'skipped' },
    ])
    const passed = titles(report, 'passed')
    for (const title of ['MAPI over HTTP', 'Outlook Anywhere (RPC over HTTP)', 'Offline address book']) {
      t.ok(passed.includes(title), title)
    }
  })

  await t.test('each certificate is judged point by point, and who answered stands among the details', async (t) => {
    const { root } = await probeLab(lab, 'ews')
    const tls = root.steps.find(({ title }) => title === 'TLS with 203.0.113.10:443 for mail.contoso.com')
    t.same(
      tls?.steps.map(({ title, result }) => `${title} ${result}`),
      [
        'Certificate: name passed',
        'Certificate: trust passed',
        'Certificate: dates passed',
        'Certificate: key and signature passed',
      ],
    )
    const inbox = root.steps.find(({ title }) => title === 'Open the Inbox (GetFolder)')
    t.match(inbox?.details, [{ name: 'status', value: '200' }])
    t.match(
      inbox?.details.find(({ name }) => name === 'front-end'),
      { value: 'cas1: 200' },
    )
  })

  for (const name of ['activesync', 'owa', 'mrs', 'smtp', 'dns']) {
    await t.test(name, async (t) => {
      const report = await probeLab(lab, name, name === 'smtp' ? {} : undefined)
      t.same(findings(report), [])
      t.equal(report.result, 'passed')
      t.equal(report.schema, 1)
    })
  }

  await t.test('a stream that says itself that it stands is not waited for', async (t) => {
    const { root } = await probeLab(lab, 'ews', undefined, { whenHeld: undefined, hold: 20_000 })
    t.match(root.steps.at(-1), { result: 'passed', summary: 'The server holds the request.' })
  })

  await t.test('a user may be named by address, without a domain', async (t) => {
    const [alice] = lab.plan.users
    if (alice === undefined) throw new Error('no user')
    const account = { ...alice, user: 'alice@contoso.com', domain: '' }
    for (const name of ['ews', 'activesync', 'owa']) {
      const report = await probeLab(lab, name, undefined, { account })
      t.same(findings(report), [], name)
      t.equal(report.account, 'alice@contoso.com')
    }
  })

  await t.test('without credentials what needs none is tested, and the rest is skipped', async (t) => {
    const report = await probeLab(lab, 'ews', undefined, { account: undefined })
    t.equal(report.result, 'passed')
    t.notOk('account' in report)
    t.same(titles(report, 'skipped'), ['Open the Inbox'])
  })
})
