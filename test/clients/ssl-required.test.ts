// The first thing that goes wrong with SSL offloading: the edge sends plain HTTP on, and IIS still requires SSL there
// (403.4, reference exchange-protocols.md 1.5). Every client gets that 403 and says so.

import t from 'tap'
import { optionsAt, windowsActions } from './every-action.ts'
import { createExchangeWorld } from './exchange.ts'
import { runAction } from './run.ts'

const plain = 'http://mail.contoso.com'
const world = await createExchangeWorld()
t.teardown(() => world[Symbol.asyncDispose]())
// These two take plain HTTP as Exchange 2013 is set up.
world.server.setOutlookAnywhere({ sslOffloading: false })
world.clock.advance(15 * 60_000)
world.server.setVdir('PowerShell', { sslFlags: 'Ssl' })
world.server.iisreset()

const names = ['owa.logon', 'ecp.logon', ...windowsActions.filter((name) => !name.startsWith('autodiscover.'))]

for (const name of names) {
  t.test(`${name} is forbidden over plain HTTP`, async (t) => {
    const result = await runAction(name, world.context(), optionsAt(name, plain))
    t.match(result, { ok: false, status: 403, cause: undefined, certificate: undefined })
    t.match(result.summary, /answered 403 Forbidden\b|\(403\) Forbidden\./)
    t.match(result.summary, 'http://mail.contoso.com/')
    t.match(world.serverHops.at(-1), { hop: 'front-end', status: 403, subStatus: 4 }, 'by IIS, before Exchange')
  })
}

t.test('Autodiscover is not even asked there, because the password would go over plain HTTP', async (t) => {
  const before = world.hops.length
  t.match(await runAction('autodiscover.pox', world.context(), optionsAt('autodiscover.pox', plain)), {
    ok: false,
    summary: /is not https, and credentials do not go there\.$/,
  })
  t.equal(world.hops.length, before)
})
