// A TLS connection is for the names of its certificate; what is for another host is sent back to open one of its own.

import t from 'tap'
import { isMisdirected } from '../../proxy/misdirected.ts'
import { testAuthority } from './edge-certificates.ts'
import { startTestEdge, testSetup } from './edge-lab.ts'
import { forwardFacts } from './forward-facts.ts'
import { secureWireTo, textServer } from './wire.ts'

const authority = await testAuthority(t.testdir())
const mail = await authority.issue(['mail.test', 'autodiscover.test', '*.wild.test'])
const other = await authority.issue(['other.test'])
const get = (host: string) => `GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`

/** A client that asked for a name, or for none, and does not mind what certificate it gets. */
const asking = (port: number, servername: string | undefined) =>
  secureWireTo(port, {
    ca: authority.certificate,
    checkServerIdentity: () => undefined,
    ...(servername === undefined ? {} : { servername }),
  })

t.test('another host that the certificate is not for: 421; one that it is for is served', async (t) => {
  await using server = await textServer(() => 'ok')
  await using lab = await startTestEdge({ farms: { cas: [server.port] }, certificates: [mail, other] })
  const client = await asking(lab.securePort, 'mail.test')
  for (const host of ['mail.test', 'MAIL.test:443', 'autodiscover.test', 'a.wild.test', 'mail.test.']) {
    t.equal((await client.send(get(host)).message()).body, 'ok', host)
  }
  for (const host of ['other.test', 'a.b.wild.test', 'wild.test']) {
    const { head, body } = await client.send(get(host)).message()
    t.match(head, /^HTTP\/1\.1 421 .*\r\nX-Bridgehead-Cause: misdirected\r\n/s, host)
    t.match(body, `The TLS connection is for mail.test, and its certificate is not for ${host}`)
  }
  t.equal((await client.send(get('mail.test')).message()).body, 'ok', 'the connection may go on')
  t.match(lab.records.at(-2), { status: 421, cause: 'misdirected', edge: { mode: 'local' } })
  const absolute = 'GET http://other.test/ HTTP/1.1\r\nHost: other.test\r\n\r\n'
  t.match((await client.send(absolute).message()).head, /^HTTP\/1\.1 421 /)
  client.socket.destroy()
})

t.test('who asked for no name, or got the first certificate for its own, is served as by IIS', async (t) => {
  await using server = await textServer(() => 'ok')
  await using lab = await startTestEdge({ farms: { cas: [server.port] }, certificates: [mail, other] })
  const nameless = await asking(lab.securePort, undefined)
  for (const host of ['other.test', 'unknown.test', '127.0.0.1'])
    t.equal((await nameless.send(get(host)).message()).body, 'ok', host)
  const unknown = await asking(lab.securePort, 'unknown.test')
  t.equal((await unknown.send(get('unknown.test')).message()).body, 'ok')
  t.equal((await unknown.send(get('mail.test')).message()).body, 'ok', 'the certificate that it was shown is for it')
  t.match((await unknown.send(get('other.test')).message()).head, /^HTTP\/1\.1 421 /)
  for (const client of [nameless, unknown]) client.socket.destroy()
})

t.test('a proxy in front opens connections for all its clients; plain HTTP has no name to differ from', async (t) => {
  await using server = await textServer(() => 'ok')
  const setup = { farms: { cas: [server.port] }, certificates: [mail] }
  await using lab = await startTestEdge(setup)
  const plain = await lab.client()
  t.equal((await plain.send(get('other.test')).message()).body, 'ok')
  lab.edge.reload(testSetup({ ...setup, plan: { trusted: ['127.0.0.1'] } }))
  const front = await asking(lab.securePort, 'mail.test')
  t.equal((await front.send(get('other.test')).message()).body, 'ok')
  for (const client of [plain, front]) client.socket.destroy()
})

t.test('an address in the Host is looked for among the addresses of the certificate', async (t) => {
  const tls = forwardFacts().tls
  if (tls === undefined) throw new Error('facts of a client over TLS')
  const shown = { ...tls, names: ['mail.contoso.test', '192.0.2.1', '2001:db8:0:0:0:0:0:1'] }
  t.equal(isMisdirected('192.0.2.1', shown), false)
  t.equal(isMisdirected('192.0.2.2', shown), true)
})
