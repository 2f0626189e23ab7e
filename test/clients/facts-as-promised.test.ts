// What `docs/scenarios.md` promises of an action is its `about`: each fact named there must come out of a success.

import t from 'tap'
import { clientActions } from '../../clients/index.ts'
import type { ActionResult } from '../../clients/types.ts'
import { createEssentialsWorld } from './essentials.ts'
import { optionsAt } from './every-action.ts'
import { createExchangeWorld } from './exchange.ts'
import { runAction } from './run.ts'

const exchange = await createExchangeWorld()
const essentials = await createEssentialsWorld()
t.teardown(async () => {
  await exchange[Symbol.asyncDispose]()
  await essentials[Symbol.asyncDispose]()
})
exchange.server.setVdir('EWS', { mrsProxyEnabled: true })
// As Exchange sets it up, remote PowerShell takes Kerberos alone, which the lab has not.
exchange.server.setVdir('PowerShell', { authentication: ['basic'] })
exchange.server.iisreset()

function succeed(name: string): Promise<ActionResult> {
  if (name === 'rwa.logon') return runAction(name, essentials.context(), { url: 'https://remote.contoso.com' })
  if (name === 'rdg.connect') {
    // The server itself is a computer of its network.
    const options = { url: 'https://remote.contoso.com', host: '203.0.113.10', port: 443 }
    return runAction(name, essentials.context(), options)
  }
  const options = optionsAt(name, 'https://mail.contoso.com')
  // The address book's URL is not known beforehand, and the heartbeat passes on the clock of the server.
  if (name === 'ews.streaming') {
    return runAction(name, exchange.context(), { ...options, until: 'event', sendToSelf: true })
  }
  if (name === 'oab.download') return runAction(name, exchange.context(), { url: 'https://mail.contoso.com' })
  return runAction(name, exchange.context({ established: () => void exchange.clock.advance(480_000) }), options)
}

/** Names of the facts of a success: from `Facts:` to the full stop, or to the semicolon before those of a failure. */
function promised(about: string): string[] {
  if (about.includes('Facts as of owa.logon, without version')) {
    return promised(clientActions.get('owa.logon')?.about ?? '').filter((fact) => fact !== 'version')
  }
  const list = /Facts: (.*?)(?:;.*)?\.$/.exec(about)?.[1] ?? ''
  return list
    .replace(/ \([^)]*\)/g, '')
    .split(', ')
    .filter((fact) => fact !== '')
}

for (const [name, { about }] of clientActions) {
  t.test(`${name} tells what it promises`, async (t) => {
    const result = await succeed(name)
    t.match(result, { ok: true, cause: undefined, certificate: { trusted: true } }, result.summary)
    t.equal(result.status, name === 'tls.inspect' || name === 'smtp.send' ? undefined : name === 'request' ? 302 : 200)
    t.match(result.summary, /^\S.*\.$/, 'in one sentence')
    const facts = promised(about)
    t.not(facts.length, 0)
    t.same(Object.keys(result.facts).sort(), facts.sort())
  })
}
