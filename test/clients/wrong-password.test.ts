// A wrong password is told from everything else: 401, the account and the way of the log-on; forms have a 200 page.

import t from 'tap'
import { optionsAt, windowsActions } from './every-action.ts'
import { createExchangeWorld } from './exchange.ts'
import { runAction } from './run.ts'

const origin = 'https://mail.contoso.com'
const world = await createExchangeWorld()
t.teardown(() => world[Symbol.asyncDispose]())
const as = { ...world.user('bob'), password: 'guess' }
world.server.setVdir('EWS', { mrsProxyEnabled: true })
// As Exchange sets it up, it takes Kerberos alone, which the lab has not.
world.server.setVdir('PowerShell', { authentication: ['windows'] })
world.server.iisreset()

/** Where each log-on goes; OWA's pages have none but their form. */
function optionsOf(name: string, auth: string): object {
  return { ...optionsAt(name, name === 'request' ? `${origin}/EWS/` : origin), auth }
}

for (const name of windowsActions) {
  // Exchange 2013 offers ActiveSync Basic only.
  for (const auth of name.startsWith('activesync') ? ['basic'] : ['ntlm', 'negotiate']) {
    t.test(`${name} by ${auth}`, async (t) => {
      const result = await runAction(name, world.context({ as }), optionsOf(name, auth))
      t.match(result, { ok: false, status: 401, cause: undefined, certificate: { trusted: true } })
      t.match(
        result.summary,
        name.startsWith('mailbox-mover.')
          ? /unauthorized with client authentication scheme '(Ntlm|Negotiate)'\. .*the account or password is wrong\.$/
          : `refused the log-on of CONTOSO\\bob by ${auth}`,
      )
      t.notMatch(JSON.stringify([result, world.hops]), 'guess', 'the password is nowhere')
    })
  }
}

for (const name of ['owa.logon', 'ecp.logon']) {
  t.test(name, async (t) => {
    t.match(await runAction(name, world.context({ as }), { url: origin }), {
      ok: false,
      status: 302,
      summary: 'https://mail.contoso.com/owa/auth.owa refused name or password of CONTOSO\\bob (reason=2).',
      facts: { reason: 2, logOnPage: '/owa/auth/logon.aspx' },
    })
  })
}
