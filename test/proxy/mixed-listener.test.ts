// One TLS listener, three ways: offload, bridge and passthrough, chosen by the name in the hello.

import { once } from 'node:events'
import { Duplex } from 'node:stream'
import * as tls from 'node:tls'
import t from 'tap'
import type { KeyPair } from '../../base/key-pair.ts'
import { testAuthority } from './edge-certificates.ts'
import { farmOn, startTestEdge, type TestEdge } from './edge-lab.ts'
import { secureWireTo, type Wire, type WireServer, wireServer, wireTo } from './wire.ts'

const authority = await testAuthority(t.testdir())
const atEdge = await authority.issue(['offload.test', 'bridge.test', 'default.test'])
const atServer = await authority.issue(['pass.test', 'cas1.test'])
const ca = authority.certificate
const get = (host: string) => `GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`

/** A server that answers with its name and whether the connection came over TLS. */
function named(name: string, pair?: KeyPair): Promise<WireServer> {
  const play = async (wire: Wire): Promise<void> => {
    for (;;) {
      await wire.head()
      const text = `${name} ${wire.socket instanceof tls.TLSSocket ? 'TLS' : 'plain'}`
      wire.send(`HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\n\r\n${text}`)
    }
  }
  return wireServer(play, pair === undefined ? {} : { pair })
}

interface Mixed extends AsyncDisposable {
  readonly lab: TestEdge
}

async function mixed(...more: readonly string[]): Promise<Mixed> {
  const [offload, bridge, pass] = await Promise.all([
    named('offload'),
    named('bridge', atServer),
    named('pass', atServer),
  ])
  const lab = await startTestEdge({
    rules: ['offload.test -> offload', 'bridge.test -> bridge', 'pass.test -> pass', ...more],
    farms: {
      offload: [offload.port],
      bridge: farmOn('bridge', [bridge.port], { tls: { ca: undefined, servername: 'cas1.test', verify: true } }),
      pass: farmOn('pass', [pass.port], { passthrough: true }),
    },
    certificates: [atEdge],
    trusted: ca,
  })
  return {
    lab,
    async [Symbol.asyncDispose]() {
      await lab[Symbol.asyncDispose]()
      for (const server of [offload, bridge, pass]) await server[Symbol.asyncDispose]()
    },
  }
}

const ways = {
  'offload.test': { text: 'offload plain', mode: 'offload' },
  'bridge.test': { text: 'bridge TLS', mode: 'bridge' },
  'pass.test': { text: 'pass TLS', mode: 'passthrough' },
} as const

t.test('three names, three ways, at the same time', async (t) => {
  await using one = await mixed()
  const open = Object.entries(ways).map(async ([servername, { text }]) => {
    const client = await secureWireTo(one.lab.securePort, { ca, servername })
    for (let count = 0; count < 2; count++) t.equal((await client.send(get(servername)).message()).body, text)
    client.socket.end()
    await client.end()
  })
  await Promise.all(open)
  await one.lab.record(5)
  for (const [name, { mode }] of Object.entries(ways)) {
    const records = one.lab.records.filter((record) => record.authority.startsWith(name))
    t.equal(records.length, mode === 'passthrough' ? 1 : 2, name)
    t.match(records, [{ edge: { mode } }])
  }
})

t.test('a connection ended for one name serves the other names that end here too, by their Host', async (t) => {
  await using one = await mixed()
  const client = await secureWireTo(one.lab.securePort, { ca, servername: 'offload.test' })
  t.equal((await client.send(get('bridge.test')).message()).body, 'bridge TLS')
  t.equal((await client.send(get('offload.test')).message()).body, 'offload plain')
  t.match((await client.send(get('pass.test')).message()).head, /^HTTP\/1\.1 421 /)
  client.socket.destroy()
})

t.test('a client without a server name gets the first certificate, and is served by its Host', async (t) => {
  await using one = await mixed()
  const options = { ca, servername: '', checkServerIdentity: () => undefined }
  const client = await secureWireTo(one.lab.securePort, options)
  t.equal((await client.send(get('offload.test')).message()).body, 'offload plain')
  client.socket.destroy()
})

t.test('unless a rule passes every name through: then it goes there', async (t) => {
  await using one = await mixed('* -> pass')
  const client = await secureWireTo(one.lab.securePort, { ca, servername: '', checkServerIdentity: () => undefined })
  t.equal((await client.send(get('any.test')).message()).body, 'pass TLS')
  client.socket.end()
  t.match(await one.lab.record(), { target: '203.0.113.10:443', edge: { mode: 'passthrough', rule: { index: 4 } } })
})

t.test('a hello that comes in many packets is put together before it is sorted', async (t) => {
  await using one = await mixed()
  // Once the edge has answered this client, it has read whatever was sent to it before.
  const fence = await one.lab.client()
  for (const [servername, { text }] of Object.entries(ways)) {
    const wire = await wireTo(one.lab.securePort)
    const between = new Duplex({
      read() {},
      write(chunk: Buffer, _encoding, done) {
        void inPieces(wire, chunk, fence).then(() => done(), done)
      },
    })
    wire.socket.on('data', (chunk) => between.push(chunk))
    const secure = tls.connect({ socket: between, ca, servername })
    await once(secure, 'secureConnect')
    secure.write(get(servername))
    const [answer] = await once(secure, 'data')
    t.match(String(answer), text)
    secure.destroy()
    wire.socket.destroy()
  }
  fence.socket.destroy()
})

async function inPieces(wire: Wire, chunk: Buffer, fence: Wire): Promise<void> {
  // The header of the record, byte by byte; then a few pieces, one of them within the name.
  const cuts = [1, 2, 3, 4, 5, 6, 9, chunk.indexOf('.test') + 2, chunk.length]
  let at = 0
  for (const cut of cuts.filter((position) => position > at && position <= chunk.length)) {
    if (cut <= at) continue
    wire.socket.write(chunk.subarray(at, cut))
    at = cut
    await fence.send('GET /fence HTTP/1.1\r\nHost: fence.test\r\n\r\n').message()
  }
}
