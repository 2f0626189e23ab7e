import t from 'tap'
import { farmOn, startTestEdge } from '../edge-lab.ts'
import { byCookie, healthPlan } from '../edge-plan.ts'
import { type Wire, wireServer } from '../wire.ts'

const health = healthPlan({ path: '/h' })
const get = (cookie = '') => `GET / HTTP/1.1\r\nHost: mail.test\r\n${cookie ? `Cookie: ${cookie}\r\n` : ''}\r\n`
const cookieOf = (head: string) => /\r\nSet-Cookie: (ARRAffinity=[0-9a-f]{64});/.exec(head)?.[1]

t.test(
  'a client bound to a server that fell ill is bound to another, and stays there after the first came back',
  async (t) => {
    const status = { one: 200, two: 200 }
    const play = (name: keyof typeof status) => async (wire: Wire) => {
      for (;;) {
        const code = (await wire.head()).includes(' /h ') ? status[name] : 200
        wire.send(`HTTP/1.1 ${code} X\r\nContent-Length: 3\r\n\r\n${name}`)
      }
    }
    await using one = await wireServer(play('one'))
    await using two = await wireServer(play('two'))
    const farm = farmOn('cas', [one.port, two.port], { health, affinity: byCookie })
    await using lab = await startTestEdge({ farms: { cas: farm } })
    await lab.edge.whenProbed()
    const client = await lab.client()

    const first = await client.send(get()).message()
    const ill = first.body === 'one' ? 'one' : 'two'
    const well = ill === 'one' ? 'two' : 'one'
    const before = cookieOf(first.head)
    t.ok(before)

    status[ill] = 503
    await lab.edge.probe()
    const moved = await client.send(get(before)).message()
    t.equal(moved.body, well)
    const after = cookieOf(moved.head)
    t.ok(after && after !== before, 'a fresh cookie')

    status[ill] = 200
    await lab.edge.probe()
    t.match(lab.edge.servers(), [{ healthy: true }, { healthy: true }])
    for (let count = 0; count < 3; count++) {
      const next = await client.send(get(after)).message()
      t.equal(next.body, well)
      t.equal(cookieOf(next.head), undefined)
    }
    t.equal((await client.send(get(before)).message()).body, ill, 'who kept the old cookie returns')
    client.socket.destroy()
  },
)
