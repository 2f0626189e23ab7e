import type { Socket } from 'node:net'
import { connect, createServer } from 'node:tls'
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

t.test(
  'a proxy that buffers keeps the beats back: the wait ends for want of them, and the client says why',
  async (t) => {
    await using world = await createExchangeWorld()
    const { certificate: cert, privateKey: key } = await world.certificate(
      'mail.contoso.com',
      'autodiscover.contoso.com',
    )
    const proxy = createServer({ cert, key }, async (client) => {
      const socket = await world.from.dial('192.168.16.1', 443, new AbortController().signal)
      buffering(client, connect({ socket, servername: 'mail.contoso.com', ca: world.authority.certificate }))
    })
    await world.serve('192.168.16.9:443', proxy)
    for (const name of ['mail.contoso.com', 'autodiscover.contoso.com']) world.name(name, 'A', '192.168.16.9')
    const held = Promise.withResolvers<void>()
    const waiting = runAction('outlook.notified', world.context({ established: held.resolve }), {
      transport: 'mapi-http',
      patience: '1s',
    })
    await held.promise
    world.clock.advance(15_000)
    t.match(await waiting, {
      ok: false,
      cause: 'response-timeout',
      summary: /the server holds NotificationWait .* a proxy between buffers answers/,
      facts: { transport: 'mapi-http', pendings: 0 },
    })
  },
)

/** Passes on what a client asks, and each chunked answer once it is whole. */
function buffering(client: Socket, server: Socket): void {
  let kept = Buffer.alloc(0)
  server.on('data', (bytes: Buffer) => {
    kept = Buffer.concat([kept, bytes])
    const isWhole =
      !/\r\nTransfer-Encoding: chunked\r\n/i.test(kept.toString('latin1')) || kept.includes('\r\n0\r\n\r\n')
    if (!isWhole) return
    client.write(kept)
    kept = Buffer.alloc(0)
  })
  client.on('data', (bytes: Buffer) => server.write(bytes))
  for (const [one, other] of [
    [client, server],
    [server, client],
  ] as const) {
    one.on('error', () => other.destroy())
    one.on('close', () => other.destroy())
  }
}

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
