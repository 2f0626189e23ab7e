// A signed cookie from outside: only the edge that set it, or one with the same secret, believes it, for its host name alone.

import t from 'tap'
import { farmOn, startTestEdge, testSetup } from '../edge-lab.ts'
import { byCookie } from '../edge-plan.ts'
import { textServer, type Wire } from '../wire.ts'

const affinitySecret = 'known to the edges only'
const names = ['one', 'two', 'three']

/** Asks for a host with cookies; who answered, and the token that was set. */
const ask = async (client: Wire, host: string, ...tokens: readonly (string | undefined)[]) => {
  const cookies = tokens.map((token) => `ARRAffinity=${token}`).join('; ')
  const field = cookies === '' ? '' : `Cookie: ${cookies}\r\n`
  const { head, body } = await client.send(`GET / HTTP/1.1\r\nHost: ${host}\r\n${field}\r\n`).message()
  return { body, set: /\r\nSet-Cookie: ARRAffinity=([0-9a-f]{64});/.exec(head)?.[1] }
}

t.test('a signed cookie binds on its host and its edge, and nothing else is believed', async (t) => {
  await using one = await textServer(() => 'one')
  await using two = await textServer(() => 'two')
  await using three = await textServer(() => 'three')
  const farms = { cas: farmOn('cas', [one.port, two.port, three.port], { affinity: byCookie }) }
  await using lab = await startTestEdge({ farms, affinitySecret })
  await using twin = await startTestEdge({ farms, affinitySecret })
  await using stranger = await startTestEdge({ farms, affinitySecret: `${affinitySecret}?` })
  await using unsigned = await startTestEdge({ farms })
  const client = await lab.client()

  const first = await ask(client, 'mail.test')
  t.match(first.set, /^[0-9a-f]{64}$/)
  for (let count = 0; count < 3; count++) {
    t.same(await ask(client, 'mail.test', first.set), { body: first.body, set: undefined })
    t.same(await ask(client, 'MAIL.test:443', first.set), { body: first.body, set: undefined })
  }

  await t.test('a second edge with the same secret understands it', async (t) => {
    const other = await twin.client()
    for (const body of [first.body, first.body])
      t.same(await ask(other, 'mail.test', first.set), { body, set: undefined })
    other.socket.destroy()
  })

  await t.test('on another host it counts for nothing, and one for that host is set', async (t) => {
    const answers = []
    for (let count = 0; count < names.length; count++) answers.push(await ask(client, 'other.test', first.set))
    t.same(answers.map(({ body }) => body).toSorted(), names.toSorted(), 'all servers in turn')
    t.ok(answers.every(({ set }) => set !== undefined && set !== first.set))
    const [{ body, set } = first] = answers
    t.same(await ask(client, 'other.test', first.set, set), { body, set: undefined }, 'which counts beside the first')
  })

  await t.test('one that was made up, made without a secret or with another one is not believed', async (t) => {
    const tokens: (string | undefined)[] = ['f'.repeat(64)]
    for (const edge of [stranger, unsigned]) {
      const other = await edge.client()
      tokens.push((await ask(other, 'mail.test')).set)
      other.socket.destroy()
    }
    for (const token of tokens) {
      const bodies = []
      for (let count = 0; count < names.length; count++) {
        const { body, set } = await ask(client, 'mail.test', token)
        bodies.push(body)
        t.ok(set !== undefined && set !== token, 'a good one is set')
      }
      t.same(bodies.toSorted(), names.toSorted(), 'balanced as if there were none')
    }
  })

  await t.test('it holds over a reload with the same secret, and not over one with another', async (t) => {
    lab.edge.reload(testSetup({ farms, affinitySecret }))
    t.same(await ask(client, 'mail.test', first.set), { body: first.body, set: undefined })
    lab.edge.reload(testSetup({ farms, affinitySecret: `new ${affinitySecret}` }))
    t.match((await ask(client, 'mail.test', first.set)).set, /^[0-9a-f]{64}$/)
  })

  t.notMatch(JSON.stringify(lab.records), new RegExp(`${affinitySecret}|${first.set}`), 'no trace tells it')
  client.socket.destroy()
})

t.test('a plan that names a secret does not start without it', async (t) => {
  const cookie = { name: 'ARRAffinity', secret: undefined, secretFile: '/run/secret' }
  const farms = { cas: farmOn('cas', [1], { affinity: { ...byCookie, cookie } }) }
  await t.rejects(startTestEdge({ farms }), /The affinity secret of farm cas was not read/)
})
