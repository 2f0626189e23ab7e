import t from 'tap'
import { waitUntil, within } from '../../base/deadline.ts'
import { testAuthority } from './edge-certificates.ts'
import { farmOn, startTestEdge, type TestEdge } from './edge-lab.ts'
import { secureWireTo, type Wire, type WireServer, wireServer } from './wire.ts'

const authority = await testAuthority(t.testdir())
const pair = await authority.issue(['mail.test'])

interface Tunnel extends AsyncDisposable {
  readonly lab: TestEdge
  readonly client: Wire
  readonly server: WireServer
}

const upgrade = 'GET /ws HTTP/1.1\r\nHost: mail.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'

async function upgraded(): Promise<Tunnel> {
  const server = await wireServer(async (wire) => {
    await wire.head()
    wire.send('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
  })
  const lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = await lab.client()
  await client.send(upgrade).head()
  return tunnel(lab, client, server)
}

async function passedThrough(): Promise<Tunnel> {
  const server = await wireServer(() => {}, { pair })
  const farm = farmOn('cas', [server.port], { passthrough: true })
  const lab = await startTestEdge({ farms: { cas: farm }, certificates: [pair] })
  const client = await secureWireTo(lab.securePort, { ca: authority.certificate, servername: 'mail.test' })
  return tunnel(lab, client, server)
}

function tunnel(lab: TestEdge, client: Wire, server: WireServer): Tunnel {
  return {
    lab,
    client,
    server,
    async [Symbol.asyncDispose]() {
      client.socket.destroy()
      await lab[Symbol.asyncDispose]()
      await server[Symbol.asyncDispose]()
    },
  }
}

for (const [what, open] of Object.entries({ 'after an upgrade': upgraded, 'passed through by SNI': passedThrough })) {
  t.test(`a tunnel ${what} goes on while the edge drains, and may end by itself`, async (t) => {
    await using one = await open()
    const closing = one.lab.edge.close(60_000)
    one.client.send('ping')
    await waitUntil(() => one.server.wires[0]?.text === 'ping', { what: 'the bytes at the server' })
    one.server.wires[0]?.send('pong')
    await one.client.take('pong')
    one.client.socket.end()
    one.server.wires[0]?.socket.end()
    await within(closing, 5_000, 'the edge to close after the tunnel')
    t.equal(one.lab.records.length, 1)
    t.equal(one.lab.records[0]?.cause, undefined)
  })

  t.test(`a long tunnel ${what} is cut at the limit`, async (t) => {
    await using one = await open()
    await within(one.lab.edge.close(200), 3_000, 'the limit')
    t.equal(one.lab.records.length, 1, 'it is recorded when close returns')
    t.match(one.lab.edge.servers(), [{ requestsInFlight: 0 }])
    await one.client.end()
    await one.server.wires[0]?.end()
  })
}
