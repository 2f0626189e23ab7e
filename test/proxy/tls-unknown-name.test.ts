import { once } from 'node:events'
import * as tls from 'node:tls'
import t from 'tap'
import { waitUntil } from '../../base/deadline.ts'
import { testAuthority } from './edge-certificates.ts'
import { farmOn, startTestEdge, testSetup } from './edge-lab.ts'
import { textServer, wireServer, wireTo } from './wire.ts'

const authority = await testAuthority(t.testdir())
const pair = await authority.issue(['mail.test', '*.wild.test'])

/** Whether a client gets in that asks for a name; the alert when it does not. */
async function handshake(port: number, servername: string): Promise<string> {
  const socket = tls.connect({ port, host: '127.0.0.1', servername, ca: authority.certificate })
  try {
    await once(socket, 'secureConnect')
    return 'in'
  } catch (error) {
    return String(Reflect.get(error as Error, 'code'))
  } finally {
    socket.destroy()
  }
}

const refusing = { farms: { cas: [1] }, certificates: [pair], tls: { unknownName: 'refuse' } } as const

t.test('refuse: a name that no certificate has gets the alert, one that has gets in', async (t) => {
  await using lab = await startTestEdge(refusing)
  t.equal(await handshake(lab.securePort, 'mail.test'), 'in')
  t.equal(await handshake(lab.securePort, 'a.wild.test'), 'in')
  t.equal(await handshake(lab.securePort, 'other.test'), 'ERR_SSL_TLSV1_UNRECOGNIZED_NAME')
  t.match(await lab.record(), {
    method: 'CONNECT',
    target: 'other.test:443',
    cause: 'tls-name-mismatch',
    detail: /No certificate of this listener is for other\.test/,
  })
  t.equal(await handshake(lab.securePort, 'a.b.wild.test'), 'ERR_SSL_TLSV1_UNRECOGNIZED_NAME')
  t.equal(await handshake(lab.securePort, ''), 'ERR_SSL_TLSV1_UNRECOGNIZED_NAME', 'without a name')
})

t.test('refuse: what is passed through by its name is not asked for a certificate', async (t) => {
  await using server = await wireServer(() => {})
  await using lab = await startTestEdge({
    ...refusing,
    rules: ['pass.test -> pass', '* -> cas'],
    farms: { cas: [1], pass: farmOn('pass', [server.port], { passthrough: true }) },
  })
  const socket = tls.connect({ port: lab.securePort, host: '127.0.0.1', servername: 'pass.test' })
  socket.on('error', () => {})
  const wire = await waitUntil(() => server.wires[0], { what: 'the hello at the server' })
  await wire.until(() => wire.text.startsWith('\x16\x03'), 'the hello')
  t.equal(lab.records.length, 0)
  socket.destroy()
})

t.test('refuse: bytes that are no TLS leave a record as ever', async (t) => {
  await using lab = await startTestEdge(refusing)
  const client = await wireTo(lab.securePort)
  await client.send('GET / HTTP/1.1\r\n\r\n').end()
  t.match(await lab.record(), { cause: 'tls-handshake' })
  client.socket.destroy()
})

t.test('a reload changes what unknown names get', async (t) => {
  await using server = await textServer(() => 'ok')
  const open = { farms: { cas: [server.port] }, certificates: [pair] }
  await using lab = await startTestEdge(open)
  const any = () => handshake(lab.securePort, 'mail.test')
  t.equal(await any(), 'in')
  lab.edge.reload(testSetup({ ...open, tls: { unknownName: 'refuse' } }))
  t.equal(await handshake(lab.securePort, 'other.test'), 'ERR_SSL_TLSV1_UNRECOGNIZED_NAME')
  t.equal(await any(), 'in')
})
