// When a scenario ends, every client that is under way ends at once, with the reason of the signal: in the handshake,
// before an answer, in the middle of one.

import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import t from 'tap'
import { waitUntil } from '../../base/deadline.ts'
import { httpActions, optionsAt, placedActions, tlsActions } from './every-action.ts'
import { createRawWorld } from './raw-server.ts'
import { runAction } from './run.ts'
import { createWorld, type World } from './world.ts'

const origin = 'https://mail.contoso.com'
const reason = new Error('the scenario is over')

/** Starts an action, aborts it once it is under way, and gives what it was rejected with. */
async function abortedWhen(name: string, world: World, underWay: Promise<unknown>): Promise<unknown> {
  const ending = new AbortController()
  const running = runAction(name, world.context({ from: world.from, signal: ending.signal }), optionsAt(name, origin))
  const outcome = running.then(
    ({ summary }) => `it ended by itself: ${summary}`,
    (error: unknown) => error,
  )
  await Promise.race([underWay, outcome])
  ending.abort(reason)
  return outcome
}

for (const name of tlsActions) {
  t.test(`${name} in the handshake`, async (t) => {
    await using world = await createWorld()
    world.name('mail.contoso.com', 'A', '203.0.113.10')
    const mute = createServer((socket) => socket.on('error', () => {}).resume())
    await world.serve('203.0.113.10:443', mute)
    t.equal(await abortedWhen(name, world, once(mute, 'connection')), reason)
  })
}

/** More bytes than a handshake has, so that a client that has read as many is in the middle of the answer. */
const part = 32_768
const half = `HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: ${2 * part}\r\n\r\n${'x'.repeat(part)}`

for (const name of httpActions) {
  t.test(`${name} before an answer`, async (t) => {
    await using world = await createRawWorld(() => {})
    t.equal(await abortedWhen(name, world, world.asked), reason)
  })

  t.test(`${name} in the middle of an answer`, async (t) => {
    await using world = await createRawWorld((socket) => socket.write(half))
    let client: Socket | undefined
    const dial: World['from']['dial'] = async (...where) => {
      client = await world.from.dial(...where)
      return client
    }
    const underWay = waitUntil(() => (client?.bytesRead ?? 0) > part, { what: 'half of the answer' })
    t.equal(await abortedWhen(name, { ...world, from: { ...world.from, dial } }, underWay), reason)
    t.match(world.hops.at(-1), { status: 200 }, 'the trace tells how far it came')
  })
}

t.test('a client that is to begin after the end does not begin', async (t) => {
  await using world = await createRawWorld(() => t.fail('a request was sent'))
  for (const name of placedActions) {
    const context = world.context({ signal: AbortSignal.abort(reason) })
    const outcome = await runAction(name, context, optionsAt(name, origin)).catch((error: unknown) => error)
    t.equal(outcome, reason, name)
  }
})
