import * as tls from 'node:tls'
import t from 'tap'
import { testAuthority } from './edge-certificates.ts'
import { closedPort, farmOn, startTestEdge } from './edge-lab.ts'
import { secureWireTo, textServer, wireServer, wireTo } from './wire.ts'

const authority = await testAuthority(t.testdir())
const atEdge = await authority.issue(['mail.test'])
const atServer = await authority.issue(['legacy.test'])
const ca = authority.certificate
const rules = ['legacy.test -> legacy', 'mail.test -> cas']
const get = (host: string) => `GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`

t.test('one listener passes one name through and ends TLS for another', async (t) => {
  await using cas = await textServer(() => 'ended at the edge')
  await using legacy = await wireServer(
    async (wire) => {
      await wire.head()
      wire.send('HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\npassed through')
    },
    { pair: atServer },
  )
  const farms = { cas: [cas.port], legacy: farmOn('legacy', [legacy.port], { passthrough: true }) }
  await using lab = await startTestEdge({ rules, farms, certificates: [atEdge] })

  const mail = await secureWireTo(lab.securePort, { ca, servername: 'mail.test' })
  t.equal((await mail.send(get('mail.test')).message()).body, 'ended at the edge')
  mail.socket.destroy()
  t.match(await lab.record(), { edge: { mode: 'offload' } })

  const passed = await secureWireTo(lab.securePort, { ca, servername: 'legacy.test' })
  t.ok(passed.socket instanceof tls.TLSSocket)
  t.match(Reflect.get(passed.socket, 'getPeerCertificate').call(passed.socket).subjectaltname, 'DNS:legacy.test')
  t.equal((await passed.send(get('legacy.test')).message()).body, 'passed through')
  passed.socket.end()
  const record = await lab.record(2)
  t.match(record, {
    method: 'CONNECT',
    target: 'legacy.test:443',
    authority: 'legacy.test:443',
    scheme: 'https',
    connection: 2,
    edge: { rule: { index: 1 }, farm: 'legacy', server: 'legacy1', mode: 'passthrough', serverConnection: 2 },
  })
  t.ok(record.requestBytes > 200 && record.responseBytes > 500, 'all bytes are counted, the handshake too')
  t.equal(record.status, undefined)
  t.match(lab.edge.servers(), [{ requestsInFlight: 0 }, { requestsInFlight: 0 }])
})

t.test(
  'a server of the farm that is down gives way to the next; with none, the connection ends and is recorded',
  async (t) => {
    await using legacy = await wireServer(() => {}, { pair: atServer })
    const two = farmOn('legacy', [closedPort, legacy.port], { passthrough: true })
    await using lab = await startTestEdge({ rules, farms: { cas: [1], legacy: two }, certificates: [atEdge] })
    const client = await secureWireTo(lab.securePort, { ca, servername: 'legacy.test' })
    client.socket.destroy()
    t.match(await lab.record(), { edge: { server: 'legacy2' } })

    const one = farmOn('legacy', [closedPort], { passthrough: true })
    await using down = await startTestEdge({ rules, farms: { cas: [1], legacy: one }, certificates: [atEdge] })
    await t.rejects(secureWireTo(down.securePort, { ca, servername: 'legacy.test' }))
    t.match(await down.record(), { cause: 'connect-refused', edge: { mode: 'passthrough', server: 'legacy1' } })
  },
)

t.test('a request that reaches a passthrough farm otherwise is misdirected: 421', async (t) => {
  const farms = { cas: [1], legacy: farmOn('legacy', [1], { passthrough: true }) }
  await using lab = await startTestEdge({ rules, farms, certificates: [atEdge] })
  const client = await lab.client()
  t.match((await client.send(get('legacy.test')).message()).head, /^HTTP\/1\.1 421 /)
  const secure = await secureWireTo(lab.securePort, { ca, servername: 'mail.test' })
  t.match((await secure.send(get('legacy.test')).message()).head, /^HTTP\/1\.1 421 /)
  client.socket.destroy()
  secure.socket.destroy()
})

t.test('what is no TLS hello is refused, and a client that says nothing is not held', async (t) => {
  const farms = { cas: [1], legacy: farmOn('legacy', [1], { passthrough: true }) }
  await using lab = await startTestEdge({ rules, farms, certificates: [atEdge] })
  const client = await wireTo(lab.securePort)
  await client.send(get('mail.test')).end()
  t.match(await lab.record(), { cause: 'tls-handshake' })
  const silent = await wireTo(lab.securePort)
  silent.socket.end()
  await silent.end()
})
