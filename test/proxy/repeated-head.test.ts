// Heads that a client or a server repeats are not read again; nothing else may come of it.

import t from 'tap'
import { RepeatedHead } from '../../proxy/repeated-head.ts'
import { farmOn, startTestEdge, testSetup } from './edge-lab.ts'
import { byCookie, edgePlan, serverPlan } from './edge-plan.ts'
import { dial } from './health-lab.ts'
import { textServer, wireServer } from './wire.ts'

t.test('only the very same bytes match, and what follows them does not matter', async (t) => {
  const heads = new RepeatedHead<string>()
  const head = Buffer.from('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
  t.equal(heads.match(head), undefined, 'nothing was kept yet')
  const bytes = Buffer.from(head)
  heads.keep(bytes, 'one')
  bytes.fill(0)
  t.equal(heads.match(head), 'one', 'it was copied')
  t.equal(heads.match(Buffer.concat([head, head])), 'one')
  t.equal(heads.length, head.length)
  t.equal(heads.match(head.subarray(0, -1)), undefined, 'not whole')
  t.equal(heads.match(Buffer.from('GET / HTTP/1.1\r\nHost: b\r\n\r\n')), undefined)
  heads.keep(Buffer.alloc(100_000, 'a'), 'long')
  t.equal(heads.match(Buffer.alloc(100_000, 'a')), undefined, 'what is very long is not kept')
})

t.test('the same head again, with another body, another head in between, in pieces and pipelined', async (t) => {
  await using server = await wireServer(async (wire) => {
    for (let number = 1; ; number++) {
      const { body } = await wire.message()
      wire.send(`HTTP/1.1 200 OK\r\nContent-Length: ${String(number).length + body.length}\r\n\r\n${number}${body}`)
    }
  })
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = await lab.client()
  const post = (body: string) => `POST / HTTP/1.1\r\nHost: mail.test\r\nContent-Length: 3\r\n\r\n${body}`
  const get = 'GET / HTTP/1.1\r\nHost: mail.test\r\n\r\n'
  t.equal((await client.send(post('abc')).message()).body, '1abc')
  t.equal((await client.send(post('def')).message()).body, '2def')
  t.equal((await client.send(get).message()).body, '3')
  client.send(post('ghi') + post('jkl') + get)
  t.equal((await client.message()).body, '4ghi')
  t.equal((await client.message()).body, '5jkl')
  t.equal((await client.message()).body, '6')
  client.send(get.slice(0, 20))
  await lab.record(6)
  t.equal((await client.send(get.slice(20)).message()).body, '7', 'in two pieces')
  t.equal(lab.records.length, 7)
  client.socket.destroy()
})

t.test('clients of different versions that share a server connection each get their own framing', async (t) => {
  await using server = await textServer(() => 'same')
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const ask = async (request: string) => {
    const client = await lab.client()
    const { head } = await client.send(request).message()
    client.socket.destroy()
    return /^connection: (.*?)\r$/im.exec(head)?.[1]
  }
  t.equal(await ask('GET / HTTP/1.1\r\nHost: mail.test\r\n\r\n'), undefined)
  t.equal(await ask('GET / HTTP/1.0\r\nHost: mail.test\r\nConnection: keep-alive\r\n\r\n'), 'keep-alive')
  t.equal(await ask('GET / HTTP/1.1\r\nHost: mail.test\r\nConnection: close\r\n\r\n'), 'close')
  t.equal(await ask('GET / HTTP/1.1\r\nHost: mail.test\r\n\r\n'), undefined)
  t.equal(server.wires.length, 1)
})

t.test(
  'servers that serve in turn are sent the same head, and one that names no host the address of each',
  async (t) => {
    const hosts: (string | undefined)[] = []
    const note = (head: string) => {
      hosts.push(/^Host: (.*?)\r$/im.exec(head)?.[1])
      return 'ok'
    }
    await using one = await textServer(note)
    await using other = await textServer(note)
    const servers = [
      serverPlan('cas1', { address: '192.0.2.1', port: one.port }),
      serverPlan('cas2', { address: '2001:db8::2', port: other.port }),
    ]
    const toLoopback: typeof dial = (_host, port, ...rest) => dial('127.0.0.1', port, ...rest)
    await using lab = await startTestEdge({ farms: { cas: farmOn('cas', [], { servers }) } }, { dial: toLoopback })
    const ask = async (request: string) => {
      const client = await lab.client()
      for (let count = 0; count < 6; count++) await client.send(request).message()
      client.socket.destroy()
      return hosts.splice(0)
    }
    t.same(await ask('GET / HTTP/1.1\r\nHost: mail.test\r\n\r\n'), Array(6).fill('mail.test'))
    const both = [`192.0.2.1:${one.port}`, `[2001:db8::2]:${other.port}`]
    t.same(await ask('GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n'), [...both, ...both, ...both])
  },
)

t.test('every request has its own number for ARR, and each client its own cookie', async (t) => {
  const numbers = new Set<string | undefined>()
  await using server = await textServer((head) => {
    numbers.add(/^X-ARR-LOG-ID: (.*?)\r$/im.exec(head)?.[1])
    return 'ok'
  })
  const farm = farmOn('cas', [server.port], { headers: 'arr', affinity: byCookie })
  await using lab = await startTestEdge({ farms: { cas: farm } })
  const client = await lab.client()
  const get = 'GET / HTTP/1.1\r\nHost: mail.test\r\n\r\n'
  for (let count = 0; count < 3; count++)
    t.match((await client.send(get).message()).head, /^Set-Cookie: ARRAffinity=/im)
  t.equal(numbers.size, 3)
  client.socket.destroy()
})

t.test('after a reload, the limits of the new plan hold for it as well', async (t) => {
  await using server = await textServer(() => 'ok')
  const setup = { farms: { cas: [server.port] } }
  await using lab = await startTestEdge(setup)
  const client = await lab.client()
  const get = `GET / HTTP/1.1\r\nHost: mail.test\r\nX: ${'a'.repeat(2_000)}\r\n\r\n`
  t.equal((await client.send(get).message()).body, 'ok')
  lab.edge.reload(
    testSetup({ ...setup, plan: { limits: { ...edgePlan([]).limits, requestLine: 512, headerBytes: 1_024 } } }),
  )
  t.match((await client.send(get).message()).head, /^HTTP\/1\.1 431 /)
  client.socket.destroy()
})
