import t from 'tap'
import { waitUntil } from '../../../../base/deadline.ts'
import { mailboxesOf } from '../../../../mock-exchange/mailbox/store.ts'
import { activeSync } from '../../../../mock-exchange/vdirs/activesync.ts'
import { element, type WbxmlElement } from '../../../../protocols/wbxml/index.ts'
import { letter } from '../../mailbox/letter.ts'
import { alice, bob, type Host, startHost } from '../host.ts'
import { type DeviceAnswer, ready } from './device.ts'

function ping(heartbeat: string, ...ids: readonly string[]): WbxmlElement {
  const folder = (id: string) => element('Ping', 'Folder', element('Ping', 'Id', id), element('Ping', 'Class', 'Email'))
  const folders = ids.length === 0 ? [] : [element('Ping', 'Folders', ...ids.map(folder))]
  return element('Ping', 'Ping', element('Ping', 'HeartbeatInterval', heartbeat), ...folders)
}

function deliver(host: Host): void {
  mailboxesOf(host.context).deliver(letter(bob, alice.mailbox))
}

/** Resolves once the server holds a request: something waits on the mailbox. */
async function untilHeld(host: Host): Promise<void> {
  const mailbox = mailboxesOf(host.context).of(alice)
  await waitUntil(() => (mailbox?.listeners ?? 0) > 0, { what: 'the Ping to be held' })
}

const hex = async (answer: Promise<DeviceAnswer>): Promise<string> => (await answer).bytes.toString('hex')
const expired = '03016a00000d45470331000101'

t.test('a Ping is held until its heartbeat is over on the clock of the lab', async (t) => {
  const host = await startHost(t, [activeSync])
  const send = await ready(host)
  const answer = send(host, 'Ping', ping('480', '5'))
  await untilHeld(host)
  host.clock.advance(479_000)
  t.equal(mailboxesOf(host.context).of(alice)?.listeners, 1, 'one second short of it')
  host.clock.advance(1_000)
  t.equal(await hex(answer), expired)
  t.equal(mailboxesOf(host.context).of(alice)?.listeners, 0)
})

t.test('new mail ends the wait and names the folder', async (t) => {
  const host = await startHost(t, [activeSync])
  const send = await ready(host)
  const answer = send(host, 'Ping', ping('480', '5', '1'))
  await untilHeld(host)
  deliver(host)
  t.equal(await hex(answer), '03016a00000d45470332000149' + '4a033500010101')
})

t.test('mail that came between two Pings is not lost, and told once', async (t) => {
  const host = await startHost(t, [activeSync])
  const send = await ready(host)
  const first = send(host, 'Ping', ping('60', '5'))
  await untilHeld(host)
  host.clock.advance(60_000)
  t.equal(await hex(first), expired)
  deliver(host)
  t.equal(await hex(send(host, 'Ping', undefined)), '03016a00000d45470332000149' + '4a033500010101')
  const third = send(host, 'Ping', undefined)
  await untilHeld(host)
  host.clock.advance(60_000)
  t.equal(await hex(third), expired)
})

t.test('an interval out of range is answered with the limit, and what is missing by its status', async (t) => {
  const host = await startHost(t, [activeSync])
  const send = await ready(host)
  const cases = [
    ['30', ['5'], '03016a00000d4547033500014803363000' + '0101'],
    ['3541', ['5'], '03016a00000d45470335000148033335343000' + '0101'],
    ['60', ['99'], '03016a00000d45470337000101'],
    ['soon', ['5'], '03016a00000d45470334000101'],
    ['60', [], '03016a00000d45470333000101'],
  ] as const
  for (const [heartbeat, ids, bytes] of cases) {
    t.equal(
      await hex(send(host, 'Ping', ping(heartbeat, ...ids))),
      bytes,
      `${heartbeat} s on ${ids.join() || 'nothing'}`,
    )
  }
  t.equal(await hex(send(host, 'Ping', undefined)), '03016a00000d45470333000101', 'nothing was asked before')
})

t.test('a device that leaves, and a recycled pool, end the wait', async (t) => {
  const host = await startHost(t, [activeSync])
  const send = await ready(host)
  const leaving = new AbortController()
  const left = send(host, 'Ping', ping('480', '5'), { signal: leaving.signal })
  await untilHeld(host)
  leaving.abort()
  await t.rejects(left)
  await waitUntil(() => mailboxesOf(host.context).of(alice)?.listeners === 0, { what: 'the wait to end' })
  const cut = send(host, 'Ping', ping('480', '5'))
  await untilHeld(host)
  host.recycle()
  t.equal((await cut).status, 503)
})
