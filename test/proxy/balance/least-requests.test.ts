import t from 'tap'
import { waitUntil } from '../../../base/deadline.ts'
import { farmOn, startTestEdge } from '../edge-lab.ts'
import { type Wire, wireServer } from '../wire.ts'

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`
const ok = (text: string) => `HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\n\r\n${text}`

// Holds what is asked at /held until told; answers the rest with its name.
const play = (name: string, released: Promise<void>) => async (wire: Wire) => {
  for (;;) {
    if ((await wire.head()).startsWith('GET /held ')) await released
    wire.send(ok(name))
  }
}

t.test('held requests count until they end: new ones go where fewer are under way', async (t) => {
  const release = { one: Promise.withResolvers<void>(), two: Promise.withResolvers<void>() }
  await using one = await wireServer(play('one', release.one.promise))
  await using two = await wireServer(play('two', release.two.promise))
  const farm = farmOn('cas', [one.port, two.port], { balance: 'least-requests' })
  await using lab = await startTestEdge({ farms: { cas: farm } })
  const inFlight = () => lab.edge.servers().map(({ requestsInFlight }) => requestsInFlight)
  const held = [await lab.client(), await lab.client()]
  for (const [index, client] of held.entries()) {
    client.send(get('/held'))
    await waitUntil(() => inFlight().reduce((sum, count) => sum + count) === index + 1, { what: 'it to be under way' })
  }
  t.same(inFlight(), [1, 1], 'one each')

  // A third settles on one of the two; then all that come go to the other.
  const third = (await lab.client()).send(get('/held'))
  await waitUntil(() => inFlight().includes(2), { what: 'the third to be under way' })
  const quieter = inFlight()[0] === 1 ? 'one' : 'two'
  const client = await lab.client()
  for (let count = 0; count < 4; count++) t.equal((await client.send(get('/')).message()).body, quieter)

  // The two held at the busier one end: now it is the quieter.
  const busy = quieter === 'one' ? 'two' : 'one'
  release[busy].resolve()
  await lab.record(6)
  t.same(inFlight().toSorted(), [0, 1])
  for (let count = 0; count < 4; count++) t.equal((await client.send(get('/')).message()).body, busy)
  for (const wire of [...held, third, client]) wire.socket.destroy()
})
