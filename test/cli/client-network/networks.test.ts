import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { accountFor } from '../../../cli/client-network/account.ts'
import { openNetwork } from '../../../cli/client-network/open.ts'
import { readOverrides } from '../../../cli/client-network/overrides.ts'
import { realNetwork } from '../../../cli/client-network/real-network.ts'
import { stateNetwork } from '../../../cli/client-network/state-network.ts'
import { readMix } from '../../../cli/load/mix.ts'
import { checkOpenFiles } from '../../../cli/load/open-files.ts'
import { throughEdge } from '../../../cli/load/through.ts'
import { readTarget, targetOf } from '../../../cli/probe/target.ts'
import { loadTopology } from '../../../topology/index.ts'
import { findings, probeLab, startSmallLab } from '../../clients/analyzer/lab.ts'

t.test('address overrides: two hosts at one address and port stay apart', async (t) => {
  const overrides = readOverrides(['Mail.contoso.com:443=127.0.0.1:8443', 'auto.contoso.com:443=127.0.0.1:8444'], '')
  const [mail = '', auto = ''] = ['mail.contoso.com', 'auto.contoso.com'].map((name) => overrides.addressOf(name))
  t.equal(mail, '127.0.0.1')
  t.same(overrides.targetOf(mail, 443), { address: '127.0.0.1', port: 8443 })
  t.same(overrides.targetOf(auto, 443), { address: '127.0.0.1', port: 8444 })
  t.equal(overrides.targetOf('192.0.2.1', 443), undefined)
  t.equal(overrides.addressOf('other.contoso.com'), undefined)
  t.throws(() => readOverrides(['mail.contoso.com=127.0.0.1'], 'probe '), { code: 'BH_ERR_USAGE' })
})

t.test('the real network: an overridden name needs no DNS, and its connections go where they were sent', async (t) => {
  const server = createServer((socket) => socket.end('hello'))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const { port } = server.address() as { port: number }
  const { from } = await realNetwork(
    { from: 'internet', resolver: '127.0.0.1:9', connect: [`mail.contoso.com:443=127.0.0.1:${port}`] },
    'probe ',
  )
  const { records } = await from.resolve('mail.contoso.com', 'A')
  const socket = await from.dial(records[0]?.value ?? '', 443)
  t.equal(String((await once(socket, 'data'))[0]), 'hello')
  t.equal((await from.resolve('mail.contoso.com', 'AAAA')).status, 'nodata')
  t.ok(from.trust.length > 50, 'the authorities of Node and the system')
  await t.rejects(realNetwork({ from: 'internet', resolver: 'dns.example', connect: [] }, 'probe '), /--resolver wants/)
})

t.test('a lab that runs, by its state file: its names, ports and trace', async (t) => {
  await using lab = await startSmallLab()
  const folder = await mkdtemp(join(tmpdir(), 'bridgehead-state-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'state.json')
  await writeFile(file, JSON.stringify(await lab.state()))
  const network = await stateNetwork(file, { from: 'internet', connect: [] }, '')
  t.match(network, { mailHost: 'mail.contoso.com', domain: 'contoso.com', users: [{ user: 'alice' }] })
  const { from, trace } = network
  const report = await probeLab(lab, 'ews', undefined, { from, trace, whenHeld: undefined, record() {} })
  t.same(findings(report), [])
  t.ok(
    report.root.steps
      .find(({ title }) => title === 'Open the Inbox (GetFolder)')
      ?.details.some(({ name, value }) => name === 'front-end' && value === 'cas1: 200'),
  )
  await t.rejects(from.dial('192.168.16.11', 443), { code: 'EHOSTUNREACH' })
  await t.rejects(from.dial('203.0.113.10', 8443), { code: 'ECONNREFUSED' })
  const inside = await stateNetwork(file, { from: 'intranet', connect: [] }, '')
  ;(await inside.from.dial('192.168.16.11', 443)).destroy()
  const elsewhere = { from: 'internet', connect: ['mail.contoso.com:443=127.0.0.1:1'] } as const
  const led = await stateNetwork(file, elsewhere, '')
  t.match(await led.from.resolve('mail.contoso.com', 'A'), { records: [{ value: '127.0.0.1' }] })
  await t.rejects(led.from.dial('127.0.0.1', 443), { code: 'ECONNREFUSED' })
  await writeFile(file, '{}')
  await t.rejects(stateNetwork(file, { from: 'internet', connect: [] }, ''), {
    code: 'BH_ERR_STATE_FILE',
    message: /not what `bridgehead up/,
  })
})

t.test('which network is told by the options, and by one of them', async (t) => {
  await using stack = new AsyncDisposableStack()
  const common = { from: 'internet', connect: [] } as const
  await t.rejects(openNetwork(common, 'probe ', stack), { code: 'BH_ERR_USAGE', message: /Give --target/ })
  const both = { ...common, topology: 'ssl-offload', state: 'x.json' }
  await t.rejects(openNetwork(both, 'probe ', stack), { code: 'BH_ERR_USAGE' })
  const mixed = { ...common, topology: 'ssl-offload', ca: 'ca.pem' }
  const nowhere = { ...common, state: 'nowhere.json' }
  await t.rejects(openNetwork(nowhere, 'probe ', stack), {
    code: 'BH_ERR_STATE_FILE',
    message: /Cannot use the state file nowhere\.json: there is no such file/,
  })
  await t.rejects(openNetwork(mixed, 'probe ', stack), {
    message: /leave out --resolver, --connect and --ca/,
  })
})

t.test('users, targets, mixes and limits', async (t) => {
  const { users } = loadTopology('ssl-offload')
  const lab = { topology: 'ssl-offload', users }
  t.match(await accountFor({ user: 'contoso\\BOB' }, lab, undefined, ''), { user: 'bob' })
  t.match(await accountFor({}, lab, 'bob@contoso.com', ''), { user: 'bob' })
  await t.rejects(accountFor({ user: 'carol' }, lab, undefined, ''), /no user named carol .* alice, bob/)
  t.equal(await accountFor({}, { topology: undefined, users: [] }, undefined, ''), undefined)

  t.same(readTarget('alice@contoso.com', ''), { email: 'alice@contoso.com' })
  t.same(readTarget('https://Mail.contoso.com/owa/', ''), { host: 'mail.contoso.com' })
  t.throws(() => readTarget('not a name', 'probe '), { code: 'BH_ERR_USAGE' })
  const real = { topology: undefined, mailHost: undefined, domain: undefined }
  t.match(targetOf('ews', { host: 'mail.contoso.com' }, undefined, real, undefined), { domain: 'contoso.com' })

  const counts = readMix('activesync=60,ews=20,owa', 10).map(({ profile, users }) => `${profile.name} ${users}`)
  t.same(counts, ['activesync 7', 'ews 3'])
  t.throws(() => readMix('banana=1', 10), /There is activesync, ews/)
  t.throws(() => checkOpenFiles(10_000_000, true), { code: 'BH_ERR_OPEN_FILES', message: /--state here/ })

  const plan = loadTopology('ssl-offload')
  const point = { trust: [], dial: () => Promise.reject(new Error('dialled')) }
  const resolve = () => Promise.reject(new Error('asked'))
  const points = (['internet', 'intranet'] as const).map((vantage) => ({ vantage, resolve, ...point }))
  const through = throughEdge(plan, 'lb', points)
  t.equal(through.vantage, 'intranet')
  t.match(await through.resolve('any.name', 'A'), { records: [{ value: '192.168.16.2' }] })
  t.throws(() => throughEdge(plan, 'lb9', points), { code: 'BH_ERR_NO_SUCH_HOST' })
})
