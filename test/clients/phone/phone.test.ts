import t from 'tap'
import { administerActiveSync } from '../../../mock-exchange/vdirs/activesync/access/administration.ts'
import { createExchangeWorld } from '../exchange.ts'
import { runAction } from '../run.ts'

const url = 'https://mail.contoso.com'
const world = await createExchangeWorld()
t.teardown(() => world[Symbol.asyncDispose]())
const { clock, users } = world
const admin = administerActiveSync({ clock, users, domain: 'contoso.com' })

t.test('a phone gets its policy when it is asked to, and reads the Inbox', async (t) => {
  t.match(await runAction('activesync.sync', world.context(), { url }), {
    ok: true,
    facts: { messages: 3, newest: 'Load balancer: the plan', access: 'allowed', provisions: 1, added: 3 },
  })
  t.match(await runAction('activesync.sync', world.context(), { url, version: '12.1', deviceId: 'OLD' }), {
    ok: true,
    facts: { messages: 3, provisions: 1 },
  })
  t.match(await runAction('activesync.sync', world.context(), { url, folder: 'calendar' }), {
    facts: { subjects: /Team meeting/ },
  })
  t.match(await runAction('activesync.provision', world.context(), { url }), {
    ok: true,
    facts: { passwordRequired: false, provisions: 1 },
  })
})

t.test('what one sends, another reads; a kept phone goes on from where it was', async (t) => {
  await using session = world.session()
  const bob = world.user('bob')
  const inbox = () => runAction('activesync.sync', world.context({ as: bob, session }), { url })
  await inbox()
  const sent = await runAction('activesync.send', world.context(), { url, to: 'bob@contoso.com', subject: 'Grüße' })
  t.match(sent, { ok: true, facts: { to: 'bob@contoso.com' } })
  t.match(await inbox(), { facts: { newest: 'Grüße', added: 1, messages: 4 } })
  const old = { url, to: 'bob@contoso.com', subject: 'Old way', version: '12.1', deviceId: 'OLD' }
  t.match(await runAction('activesync.send', world.context(), old), { ok: true })
  t.match(await inbox(), { facts: { newest: 'Old way', added: 1 } })
  t.match(await runAction('activesync.send', world.context(), { url, to: 'nobody@contoso.com' }), { ok: true })
})

t.test('a phone is set up with an address and a password', async (t) => {
  const context = world.context({ established: () => clock.advance(480_000) })
  t.match(await runAction('activesync.connect', context, { heartbeat: '8m' }), {
    ok: true,
    facts: { step: 'ping', version: '14.1', messages: 4, access: 'allowed', pingStatus: '1' },
  })
  t.match(await runAction('activesync.connect', world.context(), { email: 'alice@fabrikam.com' }), {
    ok: false,
    facts: { step: 'autodiscover' },
    summary: /^Autodiscover found no server for the phone: /,
  })
})

t.test('quarantined, blocked, disabled, erased: each is told in words', async (t) => {
  const sync = (deviceId: string, version = '14.1') =>
    runAction('activesync.sync', world.context(), { url, deviceId, version })
  admin.setAccess('alice', 'Q1', 'quarantine')
  t.match(await sync('Q1'), { ok: false, facts: { access: 'quarantined', messages: 1 }, summary: /in quarantine/ })
  admin.setAccess('alice', 'B1', 'block')
  t.match(await sync('B1'), { ok: false, facts: { status: '129' }, summary: /blocked for this user \(status 129\)/ })
  t.match(await sync('B1', '12.1'), { ok: false, status: 403, facts: { reason: 'DeviceIsBlockedForThisUser' } })
  admin.wipe('alice', 'OLD')
  t.match(await sync('OLD'), { ok: false, summary: /the device is to erase itself \(status 140\)/ })
  t.match(await sync('OLD', '12.1'), { ok: false, facts: { wipe: true } }, 'by 449 and Provision')
  admin.setEnabled('alice', false)
  t.match(await sync('C1'), { ok: false, facts: { status: '126' } })
  admin.setEnabled('alice', true)
  t.match(await runAction('activesync.connect', world.context(), { deviceId: 'B1' }), {
    ok: false,
    facts: { step: 'provision', status: '129' },
  })
})
