import t from 'tap'
import { farmOn, startTestEdge } from '../edge-lab.ts'
import { byCookie } from '../edge-plan.ts'
import { textServer } from '../wire.ts'

const get = (cookie?: string) => `GET / HTTP/1.1\r\nHost: mail.test\r\n${cookie ? `Cookie: ${cookie}\r\n` : ''}\r\n`

t.test('the first answer sets the cookie, later requests with it stay on the server', async (t) => {
  await using one = await textServer(() => 'one')
  await using two = await textServer(() => 'two')
  const farm = farmOn('cas', [one.port, two.port], { affinity: byCookie })
  await using lab = await startTestEdge({ farms: { cas: farm } })
  const client = await lab.client()
  const first = await client.send(get()).message()
  const [, cookie = ''] = /\r\nSet-Cookie: (ARRAffinity=[0-9a-f]+);/.exec(first.head) ?? []
  t.match(cookie, /^ARRAffinity=[0-9a-f]{64}$/)
  for (let count = 0; count < 3; count++) {
    const next = await client.send(get(`a=b; ${cookie}`)).message()
    t.equal(next.body, first.body)
    t.notMatch(next.head, /Set-Cookie/, 'which the client has already')
  }
  const fresh = await client.send(get()).message()
  t.not(fresh.body, first.body, 'a client without it is balanced')
  t.notMatch(JSON.stringify(lab.records), cookie.slice(12), 'the trace does not keep it')
  client.socket.destroy()
})

t.test('a cookie of a server that is gone gives way to a new one', async (t) => {
  await using one = await textServer(() => 'one')
  const farm = farmOn('cas', [one.port], { affinity: byCookie })
  await using lab = await startTestEdge({ farms: { cas: farm } })
  const client = await lab.client()
  const { head } = await client.send(get(`ARRAffinity=${'0'.repeat(64)}`)).message()
  t.match(head, /Set-Cookie: ARRAffinity=/)
  client.socket.destroy()
})
