import t from 'tap'
import { farmOn, startTestEdge } from './edge-lab.ts'
import { healthPlan } from './edge-plan.ts'
import { wireServer } from './wire.ts'

const health = healthPlan()
const get = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'

t.test('requests go to healthy servers only; with none left it is 503, and the page says why', async (t) => {
  const state = { one: 503, two: 200 }
  const play = (name: keyof typeof state) =>
    wireServer(async (wire) => {
      for (;;) {
        const path = (await wire.head()).split(' ')[1]
        const status = path === '/health' ? state[name] : 200
        wire.send(`HTTP/1.1 ${status} X\r\nContent-Length: 3\r\n\r\n${name}`)
      }
    })
  await using one = await play('one')
  await using two = await play('two')
  await using lab = await startTestEdge({ farms: { cas: farmOn('cas', [one.port, two.port], { health }) } })
  await lab.edge.probe()
  t.match(lab.edge.servers(), [
    { server: 'cas1', healthy: false, reason: /503/ },
    { server: 'cas2', healthy: true },
  ])
  const client = await lab.client()
  for (let count = 0; count < 3; count++) t.equal((await client.send(get).message()).body, 'two')

  state.two = 503
  await lab.edge.probe()
  const { head, body } = await client.send(get).message()
  t.match(head, /^HTTP\/1\.1 503 /)
  t.match(body, /cas2: GET \/health was answered 503/)
  t.match(await lab.record(4), { status: 503, cause: 'no-healthy-server', edge: { farm: 'cas', mode: 'offload' } })

  state.one = 200
  await lab.edge.probe()
  t.equal((await client.send(get).message()).body, 'one')
  client.socket.destroy()
})
