// Sessions are resumed wherever nothing has changed that was checked when they were made.

import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import * as tls from 'node:tls'
import t from 'tap'
import { testAuthority } from './edge-certificates.ts'
import { farmOn, startTestEdge, testSetup } from './edge-lab.ts'
import { textServer } from './wire.ts'

const authority = await testAuthority(t.testdir())
const mail = await authority.issue(['mail.test'])
const other = await authority.issue(['other.test'])
const ca = authority.certificate
const versions = ['TLSv1.2', 'TLSv1.3'] as const

type Version = (typeof versions)[number]

/** Makes a connection and a request on it, with a session from before if there is one. */
async function visit(port: number, version: Version, servername: string, before?: Buffer, host = servername) {
  const socket = tls.connect({
    port,
    host: '127.0.0.1',
    ca,
    servername,
    maxVersion: version,
    ...(before === undefined ? {} : { session: before }),
  })
  let session: Buffer | undefined
  socket.on('session', (latest: Buffer) => {
    session = latest
  })
  await once(socket, 'secureConnect')
  const resumed = socket.isSessionReused()
  socket.write(`GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
  let text = ''
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1')
  })
  await once(socket, 'close')
  return { resumed, text, session: session ?? before }
}

for (const version of versions) {
  t.test(`${version}: across a reload, whichever certificate was shown`, async (t) => {
    await using server = await textServer(() => 'ok')
    const setup = { farms: { cas: [server.port] }, certificates: [mail, other] }
    await using lab = await startTestEdge(setup)
    for (const name of ['mail.test', 'other.test']) {
      const first = await visit(lab.securePort, version, name)
      t.equal(first.resumed, false, name)
      t.equal((await visit(lab.securePort, version, name, first.session)).resumed, true, name)
      lab.edge.reload(testSetup({ ...setup, rules: ['* /x -> 403', '* -> cas'] }))
      t.equal((await visit(lab.securePort, version, name, first.session)).resumed, true, `${name} after a reload`)
    }
  })

  t.test(`${version}: a resumed session is still for the name that it was made for`, async (t) => {
    await using server = await textServer((head) => head)
    const cas = farmOn('cas', [server.port], { headers: 'arr' })
    await using lab = await startTestEdge({ farms: { cas }, certificates: [mail, other] })
    let session: Buffer | undefined
    for (const resumed of [false, true]) {
      const visited = await visit(lab.securePort, version, 'other.test', session)
      t.equal(visited.resumed, resumed)
      t.match(visited.text, /X-ARR-SSL: \d+\|\d+\|[^|]+\|CN=other\.test\r\n/, 'with its certificate')
      session = visited.session
    }
    const astray = await visit(lab.securePort, version, 'other.test', session, 'mail.test')
    t.equal(astray.resumed, true)
    t.match(astray.text, /^HTTP\/1\.1 421 /)
  })

  t.test(`${version}: not where other certificates are shown, or others are asked for`, async (t) => {
    await using server = await textServer(() => 'ok')
    const setup = { farms: { cas: [server.port] }, certificates: [mail, other] }
    await using lab = await startTestEdge(setup)
    const { session } = await visit(lab.securePort, version, 'mail.test')
    lab.edge.reload(testSetup({ ...setup, certificates: [mail] }))
    t.equal((await visit(lab.securePort, version, 'mail.test', session)).resumed, false)
    const asking = { ...setup, tls: { clientCertificates: { ca: 'ca.pem', require: false } }, clientAuthorities: [ca] }
    lab.edge.reload(testSetup(asking))
    t.equal((await visit(lab.securePort, version, 'mail.test', session)).resumed, false)
  })

  t.test(`${version}: by every process that was handed the same keys`, async (t) => {
    await using server = await textServer(() => 'ok')
    const setup = { farms: { cas: [server.port] }, certificates: [mail] }
    const ticketKeys = randomBytes(48)
    await using one = await startTestEdge(setup, { ticketKeys })
    await using two = await startTestEdge(setup, { ticketKeys })
    await using stranger = await startTestEdge(setup)
    const { session } = await visit(one.securePort, version, 'mail.test')
    t.equal((await visit(two.securePort, version, 'mail.test', session)).resumed, true)
    t.equal((await visit(stranger.securePort, version, 'mail.test', session)).resumed, false)
  })
}
