import t, { type Test } from 'tap'
import { HttpSession } from '../../../clients/http/index.ts'
import type { ActionResult } from '../../../clients/types.ts'
import { message } from '../../../mock-exchange/mailbox/item.ts'
import { createExchangeWorld, type ExchangeWorld } from '../exchange.ts'
import { runAction } from '../run.ts'

async function world(t: Test): Promise<ExchangeWorld> {
  const exchange = await createExchangeWorld()
  t.teardown(() => exchange[Symbol.asyncDispose]())
  exchange.server.setVdir('EWS', { mrsProxyEnabled: true })
  exchange.server.iisreset()
  return exchange
}

function mover(exchange: ExchangeWorld) {
  const session = new HttpSession(exchange.from)
  return (options: object): Promise<ActionResult> =>
    runAction('mailbox-mover.move', exchange.context({ as: exchange.user('alice'), session }), {
      url: 'https://mail.contoso.com',
      retryDelay: '1ms',
      ...options,
    })
}

/** All that a mailbox says, by folder, without what belongs to the place. */
function contentOf(exchange: ExchangeWorld): unknown {
  const mailbox = exchange.mailboxes.byAddress('alice@contoso.com')
  if (mailbox === undefined) return undefined
  return mailbox.folders().map((folder) => [
    folder.displayName,
    mailbox.items(folder).map(({ subject, body, attachments, read, receivedAt, kind }) => ({
      ...{ subject, body, read, receivedAt, kind },
      attachments: attachments.map(({ name, content }) => [name, content.toString('hex')]),
    })),
  ])
}

t.test('onboarding empties the source, which forwards from then on; offboarding brings all of it back', async (t) => {
  const exchange = await world(t)
  const move = mover(exchange)
  const before = contentOf(exchange)
  const away = await move({ kind: 'onboarding', batch: 2 })
  t.match(away, {
    ok: true,
    facts: { status: 'Completed', percentComplete: 100, transientFailures: 0, servers: 'CAS1' },
  })
  t.match(away.summary, /The move of alice@contoso\.com away through mail\.contoso\.com is complete: \d+ items\./)
  t.equal(contentOf(exchange), undefined)
  t.equal(exchange.mailboxes.targetAddressOf('ALICE@contoso.com'), 'alice@contoso.mail.onmicrosoft.com')
  exchange.mailboxes.deliver(
    message({ from: { name: '', address: 'bob@contoso.com' }, to: [{ name: '', address: 'alice@contoso.com' }] }),
  )
  const bob = exchange.mailboxes.byAddress('bob@contoso.com')
  t.notMatch(bob?.items(bob.folder('inbox')).at(-1)?.subject, /Undeliverable/, 'mail goes to the other organisation')

  const back = await move({ kind: 'offboarding', batch: 3 })
  t.match(back, { ok: true, facts: { status: 'Completed', itemsTransferred: away.facts['itemsTransferred'] } })
  t.same(contentOf(exchange), before)
  t.match(
    await move({ kind: 'offboarding' }),
    { ok: false, facts: { status: 'Failed' } },
    'there is nothing more to bring',
  )
})

t.test(
  'a move that is suspended goes on from there, with what has changed meanwhile, and nothing comes twice',
  async (t) => {
    const exchange = await world(t)
    const move = mover(exchange)
    const mailbox = exchange.mailboxes.byAddress('alice@contoso.com')
    if (mailbox === undefined) throw new Error('no mailbox')
    const inbox = mailbox.folder('inbox')
    const total = mailbox.folders().reduce((sum, folder) => sum + mailbox.count(folder), 0)
    t.match(await move({ suspendAfter: 3, batch: 2 }), { facts: { status: 'Suspended', itemsTransferred: 3 } })
    // The session is lost with the pool, a message comes, another goes.
    exchange.server.recycle('MSExchangeServicesAppPool')
    mailbox.add(inbox, message({ subject: 'late' }))
    const [first] = mailbox.items(inbox)
    if (first !== undefined) mailbox.delete(first)
    const ready = await move({ suspendWhenReadyToComplete: true })
    t.match(ready, { facts: { status: 'AutoSuspended', percentComplete: 95, transientFailures: 1 } })
    mailbox.add(inbox, message({ subject: 'later' }))
    const done = await move({})
    t.match(done, { facts: { status: 'Completed', itemsTransferred: total + 2 } })
    await move({ kind: 'cross-forest-push' })
    const back = exchange.mailboxes.byAddress('alice@contoso.com')
    t.same(
      back
        ?.items(back.folder('inbox'))
        .slice(-2)
        .map(({ subject }) => subject),
      ['late', 'later'],
    )
    t.equal(back?.count(back.folder('inbox')), 4)
  },
)

t.test('a push that breaks off is taken up where the destination is, with nothing twice', async (t) => {
  const exchange = await world(t)
  const move = mover(exchange)
  const before = contentOf(exchange)
  await move({})
  t.match(await move({ kind: 'offboarding', suspendAfter: 4, batch: 4 }), { facts: { status: 'Suspended' } })
  exchange.server.iisreset()
  t.match(await move({ kind: 'offboarding' }), { facts: { status: 'Completed', transientFailures: 1 } })
  t.same(contentOf(exchange), before)
})

t.test('what will not pass ends the move in the words of the cmdlet', async (t) => {
  const exchange = await world(t)
  const move = mover(exchange)
  t.match(await move({ mailbox: 'nobody@contoso.com' }), {
    ok: false,
    facts: { status: 'Failed', errorDetail: /object 'nobody@contoso\.com' couldn't be found/ },
  })
  exchange.server.setVdir('EWS', { mrsProxyEnabled: false })
  exchange.server.iisreset()
  const forbidden = await move({ kind: 'onboarding' })
  t.match(forbidden, { ok: false, status: 403, facts: { errorDetail: /was forbidden.*MRSProxy is not enabled/ } })
  const mend = exchange.server.inject({ kind: 'pool-stopped', vdir: 'EWS' })
  const stopped = await move({ patience: 2 })
  t.match(stopped, { ok: false, status: 503, facts: { transientFailures: 3 } }, 'tried again, then given up')
  mend()
})

t.test(
  'the endpoint is found by Autodiscover for an address, as Test-MigrationServerAvailability -Autodiscover does',
  async (t) => {
    const exchange = await world(t)
    const found = await runAction('mailbox-mover.test', exchange.context(), { auth: 'ntlm' })
    t.match(found, { ok: true, summary: /can be used for moves through mail\.contoso\.com/ })
    const nowhere = await runAction('mailbox-mover.test', exchange.context(), { email: 'admin@fabrikam.com' })
    t.match(nowhere, {
      ok: false,
      facts: {
        message:
          "The ExchangeRemote endpoint settings could not be determined from the autodiscover response. No MRSProxy was found running at 'fabrikam.com'.",
        errorDetail: /root-domain: .*; autodiscover: .*; http-redirect: .*; srv: /,
      },
    })
  },
)

t.test('once a mailbox has left, Autodiscover passes its clients on', async (t) => {
  const exchange = await world(t)
  await mover(exchange)({ targetAddress: 'alice@contoso.mail.onmicrosoft.com' })
  const asked = await runAction('autodiscover.pox', exchange.context(), {
    url: 'https://mail.contoso.com/autodiscover/autodiscover.xml',
  })
  t.match(asked.facts['log'], /another address, alice@contoso\.mail\.onmicrosoft\.com/)
})
