import t from 'tap'
import { startLab } from '../../lab/index.ts'
import { message } from '../../mock-exchange/mailbox/item.ts'
import { mailboxesOf } from '../../mock-exchange/mailbox/store.ts'

const lab = await startLab('ssl-bridging')
t.teardown(() => lab[Symbol.asyncDispose]())
const { control } = await lab.state()

async function call(method: 'GET' | 'POST', path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${control}${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  })
  return { status: response.status, body: await response.json() }
}

t.test('the root tells what there is', async (t) => {
  t.match(await call('GET', '/'), {
    status: 200,
    body: {
      topology: 'ssl-bridging',
      routes: ['GET /', 'GET /state', 'GET /edges', 'GET /edges/metrics', 'GET /hops'],
    },
  })
})

t.test('the metrics of every edge', async (t) => {
  const { body } = await call('GET', '/edges/metrics')
  t.match(body, { lb: { bridgehead_draining: [{ labels: {}, value: 0 }] } })
})

t.test('a vdir is set, and in effect after its pool is recycled', async (t) => {
  const server = lab.exchangeServers.get('cas1')
  const set = await call('POST', '/hosts/cas1/vdirs/owa', { sslFlags: 'None' })
  t.match(set, { status: 200, body: { inEffectAfter: 'recycle of MSExchangeOWAAppPool, or iisreset' } })
  const health = async (): Promise<number> => {
    const socket = await lab.from('intranet').dial('192.168.16.11', 80)
    socket.write('GET /owa/healthcheck.htm HTTP/1.1\r\nHost: mail.contoso.com\r\nConnection: close\r\n\r\n')
    const parts = await socket.setEncoding('latin1').toArray()
    return Number(/^HTTP\/1\.1 (\d+)/.exec(parts.join(''))?.[1])
  }
  t.equal(await health(), 403)
  t.match(await call('POST', `/hosts/cas1/recycle/${server?.poolOf('owa')}`), { status: 200 })
  t.equal(await health(), 200)
})

t.test('a host is stopped and started; a probe tells the edge', async (t) => {
  const healthy = ({ body }: { body: unknown }): boolean[] =>
    (body as { lb: { server: string; healthy: boolean }[] }).lb
      .filter(({ server }) => server === 'cas2')
      .map(({ healthy }) => healthy)
  await call('POST', '/hosts/cas2/stop')
  t.notOk(healthy(await call('POST', '/edges/probe')).includes(true))
  await call('POST', '/hosts/cas2/start')
  t.notOk(healthy(await call('POST', '/edges/probe')).includes(false))
})

t.test('the clock goes forward', async (t) => {
  const before = lab.clock.now()
  await call('POST', '/clock/advance', { milliseconds: 900_000 })
  t.ok(lab.clock.now() - before >= 900_000)
})

t.test('the mailboxes are as they were at the start', async (t) => {
  const { clock, plan } = lab
  const inbox = () => {
    const mailbox = mailboxesOf({ clock, users: plan.users, domain: plan.domain }).byAddress('alice@contoso.com')
    return mailbox?.items(mailbox.folder('inbox')) ?? []
  }
  const before = inbox().map(({ entryId }) => entryId.toString('hex'))
  mailboxesOf({ clock, users: plan.users, domain: plan.domain }).deliver(
    message({ to: [{ name: '', address: 'alice@contoso.com' }] }),
  )
  t.equal(inbox().length, before.length + 1)
  t.match(await call('POST', '/mailboxes/reset'), { status: 200, body: { mailboxes: [/alice/, /bob/] } })
  t.same(
    inbox().map(({ entryId }) => entryId.toString('hex')),
    before,
  )
})

t.test('mobile devices are listed, allowed, blocked, erased', async (t) => {
  t.match(await call('GET', '/devices'), { status: 200, body: [] })
  t.match(await call('POST', '/devices/access', { access: 'quarantine' }), { status: 200 })
  t.match(await call('POST', '/users/alice/devices/PHONE1', { access: 'block' }), { status: 200 })
  t.match(await call('POST', '/users/alice/devices/PHONE1', { access: 'default' }), { status: 200 })
  t.match(await call('POST', '/users/alice/devices/PHONE1/wipe'), { status: 200, body: { wipe: 'pending' } })
  t.match(await call('POST', '/users/alice/activesync', { enabled: true }), { status: 200 })
  t.match(await call('POST', '/users/alice/devices/PHONE-1', { access: 'block' }), { status: 400 })
  t.match(await call('POST', '/users/zoe/devices/PHONE1', { access: 'block' }), {
    status: 404,
    body: { code: 'BH_ERR_NO_SUCH_USER', message: /zoe.*alice, bob/ },
  })
})

t.test('what is wrong is said: 400 for a value, 404 for a name', async (t) => {
  t.match(await call('POST', '/hosts/cas1/vdirs/owa', { sslFlags: 'Maybe' }), {
    status: 400,
    body: { message: /sslFlags/ },
  })
  t.match(await call('POST', '/clock/advance', { milliseconds: -1 }), { status: 400 })
  t.match(await call('POST', '/hosts/cas9/iisreset'), {
    status: 404,
    body: { code: 'BH_ERR_NO_SUCH_HOST', message: /cas9.*cas1, cas2/ },
  })
  t.match(await call('POST', '/hosts/cas1/recycle/NoSuchPool'), { status: 404, body: { code: 'BH_ERR_NO_SUCH_POOL' } })
})

t.test("a body that is no JSON, or of another type, is the caller's fault", async (t) => {
  const post = (body: string, type: string) =>
    fetch(`${control}/clock/advance`, { method: 'POST', body, headers: { 'content-type': type } })
  t.equal((await post('{', 'application/json')).status, 400)
  t.equal((await post('a=1', 'application/x-www-form-urlencoded')).status, 415)
})

t.test('a host that is none can neither be stopped nor started', async (t) => {
  for (const verb of ['stop', 'start']) t.equal((await call('POST', `/hosts/nope/${verb}`)).status, 404, verb)
})
