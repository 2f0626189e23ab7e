// A request of 1 GiB that drips while its answer drips back, on one connection: as RPC over HTTP and long uploads do. Every
// piece has to pass at once, through plain and TLS hops alike.

import t from 'tap'
import { waitUntil } from '../../base/deadline.ts'
import { testAuthority } from './edge-certificates.ts'
import { farmOn, startTestEdge } from './edge-lab.ts'
import { secureWireTo, type Wire, type WireServer, wireServer } from './wire.ts'

const authority = await testAuthority(t.testdir())
const pair = await authority.issue(['mail.test'])
const gibibyte = 1_073_741_824
const head = (framing: string) =>
  `RPC_IN_DATA /rpc/rpcproxy.dll?cas1:6001 HTTP/1.1\r\nHost: mail.test\r\n${framing}\r\n\r\n`
const drops = ['one', 'two', 'three', 'four'] as const
const bytes = drops.join('').length

const firstOf = ({ wires }: WireServer): Promise<Wire> => waitUntil(() => wires[0], { what: 'a server connection' })

const hops = {
  'plain to plain': { secureClient: false, bridge: false },
  'TLS to plain (offload)': { secureClient: true, bridge: false },
  'TLS to TLS (bridge)': { secureClient: true, bridge: true },
}
for (const [what, { secureClient, bridge }] of Object.entries(hops)) {
  t.test(`${what}: request and answer drip at the same time, and nothing is held back`, async (t) => {
    await using server = await wireServer(() => {}, bridge ? { pair } : {})
    const tls = bridge ? { ca: undefined, servername: undefined, verify: true } : undefined
    const farms = { cas: farmOn('cas', [server.port], { tls }) }
    await using lab = await startTestEdge({ farms, certificates: [pair], trusted: authority.certificate })
    const client = secureClient
      ? await secureWireTo(lab.securePort, { ca: authority.certificate, servername: 'mail.test' })
      : await lab.client()
    client.send(head(`Content-Length: ${gibibyte}`))
    const wire = await firstOf(server)
    t.match(await wire.head(), `Content-Length: ${gibibyte}\r\n`, 'the head goes ahead of the body')
    wire.send(`HTTP/1.1 200 Success\r\nContent-Length: ${gibibyte}\r\n\r\n`)
    await client.head()
    for (const drop of drops) {
      client.send(drop)
      t.equal(await wire.take(drop), drop)
      wire.send(drop.toUpperCase())
      t.equal(await client.take(drop.toUpperCase()), drop.toUpperCase())
    }
    client.socket.destroy()
    t.match(await lab.record(), { status: 200, requestBytes: bytes, responseBytes: bytes, cause: 'client-gone' })
    await wire.end()
  })
}

t.test('chunks too: each goes on as it came, and both ends are seen', async (t) => {
  await using server = await wireServer(() => {})
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = (await lab.client()).send(head('Transfer-Encoding: chunked'))
  const wire = await firstOf(server)
  await wire.head()
  wire.send('HTTP/1.1 200 Success\r\nTransfer-Encoding: chunked\r\n\r\n')
  await client.head()
  for (const drop of drops) {
    const chunk = `${drop.length.toString(16)}\r\n${drop}\r\n`
    client.send(chunk)
    t.equal(await wire.take(chunk), chunk)
    wire.send(chunk)
    t.equal(await client.take(chunk), chunk)
  }
  wire.send('0\r\n\r\n')
  await client.take('0\r\n\r\n')
  client.send('0\r\n\r\n')
  await wire.take('0\r\n\r\n')
  t.match(await lab.record(), { status: 200, requestBytes: bytes, responseBytes: bytes, cause: undefined })
  client.socket.destroy()
})

t.test(
  'an OUT channel that lasts until its server closes goes on without chunks, as its clients count its bytes',
  async (t) => {
    await using server = await wireServer(async (wire) => {
      await wire.head()
      wire.send('HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n\r\nten random')
      await wire.take('go on\r\n\r\n')
      wire.send('last').socket.end()
    })
    await using lab = await startTestEdge({ farms: { cas: [server.port] } })
    for (const method of ['RDG_OUT_DATA', 'RPC_OUT_DATA']) {
      const client = await lab.client()
      client.send(`${method} /remoteDesktopGateway/ HTTP/1.1\r\nHost: mail.test\r\nContent-Length: 9\r\n\r\n`)
      const answer = await client.head()
      t.notMatch(answer, /transfer-encoding|content-length/i)
      t.match(answer, /\r\nConnection: close\r\n/)
      await client.take('ten random')
      client.send('go on\r\n\r\n')
      t.equal(await client.end(), 'last')
      t.match(await lab.record(), { status: 200, responseBytes: 14, cause: undefined })
    }
    const breaks = await wireServer(async (wire) => {
      await wire.head()
      wire.send('HTTP/1.1 200 OK\r\n\r\nten random')
      await wire.until(() => wire.socket.writableLength === 0, 'the answer to be written')
      wire.socket.resetAndDestroy()
    })
    await using torn = breaks
    await using other = await startTestEdge({ farms: { cas: [torn.port] } })
    const client = await other.client()
    client.send('RDG_OUT_DATA / HTTP/1.1\r\nHost: mail.test\r\nContent-Length: 0\r\n\r\n')
    const { code } = await new Promise<NodeJS.ErrnoException>((resolve) => client.socket.once('error', resolve))
    t.equal(code, 'ECONNRESET', 'a broken channel is not taken for one that ended')
    t.match(await other.record(), { cause: 'truncated' })
  },
)
