import { createServer } from 'node:https'
import t from 'tap'
import { createExchangeWorld } from '../exchange.ts'
import { runAction } from '../run.ts'

const inbox = 'Load balancer: the plan; Your mailbox has moved to Exchange 2013; Welcome'

t.test('Outlook finds its mailbox, reads, sends and is told of what was sent, by either way', async (t) => {
  await using world = await createExchangeWorld()
  const bob = world.context({ as: world.user('bob') })
  for (const transport of ['mapi-http', 'outlook-anywhere'] as const) {
    t.match(await runAction('outlook.connect', world.context(), { transport }), {
      ok: true,
      facts: {
        transport,
        method: 'autodiscover',
        certificatePrompts: 0,
        displayName: 'alice',
        subjects: new RegExp(`${inbox}$`),
        resolved: 'alice@contoso.com',
      },
    })
    let held = (): void => {}
    const isHeld = new Promise<void>((resolve) => {
      held = resolve
    })
    const waiting = runAction('outlook.notified', world.context({ established: held }), { transport })
    await isHeld
    const subject = `By ${transport}`
    const sent = await runAction('outlook.send', bob, { transport, to: 'alice@contoso.com', subject })
    t.match(sent, { ok: true, facts: { to: 'alice@contoso.com' } })
    t.match(await waiting, { ok: true, facts: { outcome: 'changes', notifications: 1, pendings: 0 } })
    const after = await runAction('outlook.connect', world.context(), { transport })
    t.match(after.facts, { subjects: new RegExp(`^${subject}; `) })
  }
})

t.test('without a transport Outlook takes MAPI over HTTP, and Outlook Anywhere where that is refused', async (t) => {
  await using world = await createExchangeWorld()
  t.match(await runAction('outlook.connect', world.context()), { ok: true, facts: { transport: 'mapi-http' } })
  using _mended = { [Symbol.dispose]: world.server.inject({ kind: 'pool-stopped', vdir: 'mapi' }) }
  t.match(await runAction('outlook.connect', world.context()), {
    ok: true,
    summary: /by Outlook Anywhere: 3 messages\.$/,
    facts: { transport: 'outlook-anywhere', log: /mapi-http: .* answered 503/ },
  })
  t.match(await runAction('outlook.connect', world.context(), { transport: 'mapi-http' }), { ok: false, status: 503 })
})

t.test('a wait that brings nothing ends after five minutes with its beats counted', async (t) => {
  await using world = await createExchangeWorld()
  let held = (): void => {}
  const isHeld = new Promise<void>((resolve) => {
    held = resolve
  })
  const waiting = runAction('outlook.notified', world.context({ established: held }), { transport: 'mapi-http' })
  await isHeld
  world.clock.advance(300_000)
  const result = await waiting
  t.match(result, { ok: true, facts: { outcome: 'expired', notifications: 0 } })
  // The twentieth beat and the end are due in the same millisecond, or nearly.
  t.ok([19, 20].includes(Number(result.facts['pendings'])), `${result.facts['pendings']} beats`)
})

t.test('a wrong password ends the search; a bad certificate is a prompt, and the reason of the failure', async (t) => {
  await using world = await createExchangeWorld()
  const wrong = world.context({ as: { ...world.user('alice'), password: 'wrong' } })
  t.match(await runAction('outlook.connect', wrong), {
    ok: false,
    facts: { certificatePrompts: 0, log: /refused the log-on/ },
  })
  const { certificate, privateKey } = await world.certificate('other.contoso.com')
  await world.serve('192.168.16.9:443', createServer({ cert: certificate, key: privateKey }))
  for (const name of ['mail.contoso.com', 'autodiscover.contoso.com']) world.name(name, 'A', '192.168.16.9')
  t.match(await runAction('outlook.connect', world.context()), {
    ok: false,
    cause: 'tls-name-mismatch',
    summary: /is for other\.contoso\.com, not for autodiscover\.contoso\.com/,
    facts: { certificatePrompts: 1 },
  })
})
