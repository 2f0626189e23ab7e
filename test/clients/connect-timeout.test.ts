// A firewall that drops packets, and a port that accepts and never says a word of TLS: both end after ten seconds.

import { once } from 'node:events'
import { createServer } from 'node:net'
import t, { type Test } from 'tap'
import type { ActionResult } from '../../clients/types.ts'
import { optionsAt, tlsActions } from './every-action.ts'
import { runAction } from './run.ts'
import { passUntil, startVirtualTime } from './virtual-time.ts'
import { createWorld, type World } from './world.ts'

const origin = 'https://mail.contoso.com'
const never = (_address: string, _port: number, signal: AbortSignal | undefined): Promise<never> =>
  new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))

async function giveUp(t: Test, name: string, world: World, begun: Promise<unknown>): Promise<ActionResult> {
  startVirtualTime(t)
  const running = runAction(name, world.context({ from: world.from }), optionsAt(name, origin))
  await begun
  const passed = await passUntil(running, 12_000)
  t.ok(passed >= 9_500, `it was patient for ${passed} ms`)
  return running
}

for (const name of tlsActions) {
  const late = {
    ok: false,
    cause: 'connect-timeout',
    status: undefined,
    certificate: undefined,
    summary: /No connection to mail\.contoso\.com:443 came about within 10000 ms/,
  }

  t.test(`${name} where packets are dropped`, async (t) => {
    await using world = await createWorld()
    world.name('mail.contoso.com', 'A', '203.0.113.10')
    const dropping = { ...world, from: { ...world.from, dial: never } }
    t.match(await giveUp(t, name, dropping, Promise.resolve()), late)
  })

  t.test(`${name} where nobody speaks`, async (t) => {
    await using world = await createWorld()
    world.name('mail.contoso.com', 'A', '203.0.113.10')
    const mute = createServer((socket) => socket.on('error', () => {}).resume())
    await world.serve('203.0.113.10:443', mute)
    t.match(await giveUp(t, name, world, once(mute, 'connection')), late)
  })
}
