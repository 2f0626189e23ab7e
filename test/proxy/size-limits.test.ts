// How much a client may send. The limits are those of the plan.

import t from 'tap'
import type { EdgePlan } from '../../topology/edge-plan.ts'
import { startTestEdge } from './edge-lab.ts'
import { edgePlan } from './edge-plan.ts'
import { textServer, wireServer } from './wire.ts'

function limited(limits: Partial<EdgePlan['limits']>): Partial<EdgePlan> {
  return { limits: { ...edgePlan([]).limits, ...limits } }
}

t.test('the head of a request has the limits of the plan', async (t) => {
  const plan = limited({ requestLine: 300, headerBytes: 1_024, headerFields: 12 })
  await using server = await textServer(() => 'ok')
  await using lab = await startTestEdge({ farms: { cas: [server.port] }, plan })
  const answer = async (path: string, fields: string): Promise<string> => {
    const client = await lab.client()
    const { head } = await client.send(`GET /${path} HTTP/1.1\r\nHost: a\r\n${fields}\r\n`).message()
    client.socket.destroy()
    return head.slice(9, 12)
  }
  t.equal(await answer('a'.repeat(200), ''), '200')
  t.equal(await answer('a'.repeat(300), ''), '414')
  t.equal(await answer('', `X: ${'a'.repeat(900)}\r\n`), '200')
  t.equal(await answer('', `X: ${'a'.repeat(1_100)}\r\n`), '431')
  t.equal(await answer('', 'X: y\r\n'.repeat(11)), '200')
  t.equal(await answer('', 'X: y\r\n'.repeat(12)), '431')
})

t.test('a head may be larger than usual when the plan says so', async (t) => {
  await using server = await textServer((head) => String(head.length > 200_000))
  await using lab = await startTestEdge({ farms: { cas: [server.port] }, plan: limited({ headerBytes: 300_000 }) })
  const client = await lab.client()
  const ticket = `Authorization: Negotiate ${'a'.repeat(200_000)}`
  t.equal((await client.send(`GET / HTTP/1.1\r\nHost: a\r\n${ticket}\r\n\r\n`).message()).body, 'true')
  client.socket.destroy()
})

const bodies = {
  'that says its length': `Content-Length: 100\r\n\r\n${'x'.repeat(100)}`,
  'in chunks': `Transfer-Encoding: chunked\r\n\r\n64\r\n${'x'.repeat(100)}\r\n0\r\n\r\n`,
}

for (const [what, body] of Object.entries(bodies)) {
  t.test(`a body ${what} beyond the limit: 413`, async (t) => {
    await using server = await wireServer(() => {})
    await using lab = await startTestEdge({ farms: { cas: [server.port] }, plan: limited({ bodyBytes: 99 }) })
    const client = await lab.client()
    const { head } = await client.send(`POST / HTTP/1.1\r\nHost: a\r\n${body}`).message()
    t.match(head, /^HTTP\/1\.1 413 /)
    t.match(await lab.record(), { status: 413, cause: 'request-too-large' })
    t.notMatch(server.wires[0]?.text ?? '', 'x'.repeat(100))
    client.socket.destroy()
  })

  t.test(`a body ${what} within the limit goes on`, async (t) => {
    await using server = await wireServer(async (wire) => {
      await wire.take('x'.repeat(100))
      wire.send('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
    })
    await using lab = await startTestEdge({ farms: { cas: [server.port] }, plan: limited({ bodyBytes: 100 }) })
    const client = await lab.client()
    t.match((await client.send(`POST / HTTP/1.1\r\nHost: a\r\n${body}`).message()).head, /^HTTP\/1\.1 200 /)
    client.socket.destroy()
  })
}

t.test('the 1 GiB of Outlook Anywhere is no length, and no limit counts for it', async (t) => {
  await using server = await wireServer(() => {})
  await using lab = await startTestEdge({ farms: { cas: [server.port] }, plan: limited({ bodyBytes: 10 }) })
  const client = await lab.client()
  client.send(`RPC_IN_DATA / HTTP/1.1\r\nHost: a\r\nContent-Length: 1073741824\r\n\r\n${'x'.repeat(100)}`)
  await server.wires[0]?.take('x'.repeat(100))
  t.equal(client.text, '')
  client.socket.destroy()
})
