// A name that does not exist and a port where nothing listens are told by every client.

import t from 'tap'
import { optionsAt, tlsActions } from './every-action.ts'
import { runAction } from './run.ts'
import { createWorld } from './world.ts'

const ways = [
  ['name-not-found', 'https://nowhere.contoso.com', 'nowhere.contoso.com does not exist in the DNS of the internet.'],
  ['connect-refused', 'https://mail.contoso.com', 'Nothing listens on 203.0.113.10:443 (mail.contoso.com).'],
] as const

for (const [cause, origin, sentence] of ways) {
  t.test(cause, async (t) => {
    await using world = await createWorld()
    world.name('mail.contoso.com', 'A', '203.0.113.10')
    for (const name of tlsActions) {
      const result = await runAction(name, world.context(), optionsAt(name, origin))
      t.match(result, { ok: false, cause, status: undefined, certificate: undefined }, name)
      t.match(result.summary, sentence, name)
    }
  })
}
