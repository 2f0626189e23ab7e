// health.fall and health.rise: results in a row. minimumServers: when too few are left, health is ignored.

import t from 'tap'
import { farmOn, startTestEdge } from './edge-lab.ts'
import { byCookie, healthPlan } from './edge-plan.ts'
import { wireServer } from './wire.ts'

const get = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'

/** A server that serves well, whatever its health page says. */
function probedServer(name: string) {
  const state = { name, status: 200 }
  const play = wireServer(async (wire) => {
    for (;;) {
      const status = (await wire.head()).startsWith('GET /health ') ? state.status : 200
      wire.send(`HTTP/1.1 ${status} X\r\nContent-Length: ${name.length}\r\n\r\n${name}`)
    }
  })
  return { state, play }
}

t.test('three failures in a row take a server out, two good answers bring it back', async (t) => {
  const { state, play } = probedServer('one')
  await using server = await play
  const health = healthPlan({ fall: 3, rise: 2 })
  await using lab = await startTestEdge({ farms: { cas: farmOn('cas', [server.port], { health }) } })
  await lab.edge.whenProbed()
  const seen: boolean[] = []
  for (const status of [503, 503, 200, 503, 503, 503, 200, 503, 200, 200]) {
    state.status = status
    await lab.edge.probe()
    seen.push(lab.edge.servers()[0]?.healthy ?? false)
  }
  t.same(seen, [true, true, true, true, true, false, false, false, false, true])
  t.equal(lab.edge.servers()[0]?.reason, undefined)
})

for (const minimumServers of [0, 1, 2]) {
  t.test(`with minimumServers ${minimumServers}`, async (t) => {
    const one = probedServer('one')
    const two = probedServer('two')
    await using first = await one.play
    await using second = await two.play
    const settings = { health: healthPlan(), minimumServers, affinity: byCookie }
    const cas = farmOn('cas', [first.port, second.port], settings)
    await using lab = await startTestEdge({ farms: { cas } })
    const client = await lab.client()
    const first200 = await client.send(get).message()
    const cookie = /set-cookie: (ARRAffinity=[^;]*)/i.exec(first200.head)?.[1]
    t.equal(first200.body, 'one')
    const bodies = async (more = ''): Promise<string> => {
      const answers: string[] = []
      for (let count = 0; count < 2; count++) {
        const { head, body } = await client.send(get.replace('\r\n\r\n', `\r\n${more}\r\n`)).message()
        answers.push(head.startsWith('HTTP/1.1 503') ? '503' : body)
      }
      return answers.sort().join(' ')
    }
    one.state.status = 503
    await lab.edge.probe()
    t.equal(await bodies(), minimumServers === 2 ? 'one two' : 'two two', 'one is unhealthy')
    t.equal(await bodies(`Cookie: ${cookie}\r\n`), minimumServers === 2 ? 'one one' : 'two two', 'bound to it')
    two.state.status = 503
    await lab.edge.probe()
    t.equal(await bodies(), minimumServers === 0 ? '503 503' : 'one two', 'both are unhealthy')
    lab.edge.setServerState('cas', 'cas1', 'drain')
    t.equal(await bodies(), minimumServers === 0 ? '503 503' : 'two two', 'a state is not ignored')
    client.socket.destroy()
  })
}

t.test('Retry-After says when the next probes can have brought a server back', async (t) => {
  const { state, play } = probedServer('one')
  await using server = await play
  state.status = 503
  const health = healthPlan({ interval: 3_600_000, rise: 2 })
  await using lab = await startTestEdge({ farms: { cas: farmOn('cas', [server.port], { health }) } })
  await lab.edge.whenProbed()
  const client = await lab.client()
  const { head } = await client.send(get).message()
  t.match(head, /^HTTP\/1\.1 503 /)
  t.match(head, /\r\nRetry-After: 7200\r\n/)
  client.socket.destroy()
})
