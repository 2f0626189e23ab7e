import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import * as tls from 'node:tls'
import t from 'tap'
import { waitUntil } from '../../base/deadline.ts'
import type { KeyPair } from '../../base/key-pair.ts'
import type { HeaderStyle } from '../../topology/schema/edge.ts'
import { testAuthority } from './edge-certificates.ts'
import { farmOn, startTestEdge } from './edge-lab.ts'
import { secureWireTo, textServer } from './wire.ts'

const authority = await testAuthority(t.testdir())
const clients = await testAuthority(t.testdir({ clients: {} }), 'Clients CA')
const strangers = await testAuthority(t.testdir({ strangers: {} }), 'Strangers CA')
const mail = await authority.issue(['mail.test'])
const alice = await clients.issue(['alice.test'])
const late = await clients.issue(['late.test'], { from: -90, to: -2 })
const mallory = await strangers.issue(['alice.test'])
const der = new X509Certificate(alice.certificate).raw.toString('base64')
const get = (fields = '') => `GET / HTTP/1.1\r\nHost: mail.test\r\n${fields}\r\n`
const claims = 'X-ARR-ClientCert: forged\r\nclient-cert: forged\r\nClient_Cert_Chain: forged\r\n'
const versions = ['TLSv1.2', 'TLSv1.3'] as const

function options(maxVersion: tls.SecureVersion, pair?: KeyPair): tls.ConnectionOptions {
  const own = pair === undefined ? {} : { cert: pair.certificate, key: pair.privateKey }
  return { ca: authority.certificate, servername: 'mail.test', maxVersion, ...own }
}

/** An edge in front of a server that says what it was asked. */
async function asking(server: { readonly port: number }, require: boolean, headers: HeaderStyle = 'standard') {
  return startTestEdge({
    farms: { cas: farmOn('cas', [server.port], { headers }) },
    certificates: [mail],
    tls: { clientCertificates: { ca: 'clients.pem', require } },
    clientAuthorities: [clients.certificate],
  })
}

for (const version of versions) {
  t.test(
    `${version}: a certificate is passed on and recorded; without one nobody gets in where it is required`,
    async (t) => {
      await using server = await textServer((head) => head)
      await using lab = await asking(server, true)
      const client = await secureWireTo(lab.securePort, options(version, alice))
      const { body } = await client.send(get(claims)).message()
      t.match(body, `\r\nClient-Cert: :${der}:\r\n`)
      t.notMatch(body, 'forged')
      t.match(await lab.record(), { status: 200, edge: { clientCertificate: 'CN=alice.test' } })
      t.notMatch(JSON.stringify(lab.records), der, 'the record does not hold it')
      client.socket.destroy()

      const without = tls
        .connect({ port: lab.securePort, host: '127.0.0.1', ...options(version) })
        .on('error', () => {})
      await waitUntil(() => without.closed, { what: 'the edge to hang up' })
      t.match(await lab.record(2), { cause: 'tls-handshake', detail: /peer did not return a certificate/ })
    },
  )

  for (const require of [true, false]) {
    const mode = require ? 'required' : 'welcome'
    t.test(
      `${version}: where one is ${mode}, one that does not hold is refused, with the reason in the record`,
      async (t) => {
        await using server = await textServer(() => 'not wanted')
        await using lab = await asking(server, require)
        for (const [index, pair] of [mallory, late].entries()) {
          const socket = tls.connect({ port: lab.securePort, host: '127.0.0.1', ...options(version, pair) })
          socket.on('error', () => {}).on('secureConnect', () => socket.write(get()))
          socket.resume()
          await waitUntil(() => socket.closed, { what: 'the edge to hang up' })
          t.match(await lab.record(index + 1), {
            cause: 'tls-handshake',
            detail: index === 0 ? /does not hold: UNABLE_TO/ : /does not hold: CERT_HAS_EXPIRED/,
          })
        }
        t.equal(server.wires.length, 0)
      },
    )
  }

  t.test(`${version}: a resumed session still says whose it is`, async (t) => {
    await using server = await textServer((head) => head)
    await using lab = await asking(server, true)
    const first = await secureWireTo(lab.securePort, options(version, alice))
    const socket = first.socket as tls.TLSSocket
    const kept = once(socket, 'session')
    await first.send(get()).message()
    const session = version === 'TLSv1.2' ? socket.getSession() : (await kept)[0]
    socket.destroy()
    const again = await secureWireTo(lab.securePort, { ...options(version, alice), session })
    t.equal((again.socket as tls.TLSSocket).isSessionReused(), true)
    t.match((await again.send(get()).message()).body, `\r\nClient-Cert: :${der}:\r\n`)
    again.socket.destroy()
  })
}

t.test('where one is welcome, a client without gets in, and nothing is passed on', async (t) => {
  await using server = await textServer((head) => head)
  await using lab = await asking(server, false)
  const client = await secureWireTo(lab.securePort, options('TLSv1.3'))
  t.notMatch((await client.send(get(claims)).message()).body, /client.?cert/i)
  client.socket.destroy()
})

t.test('ARR has its own field; style none passes nothing on, and takes claims away all the same', async (t) => {
  await using server = await textServer((head) => head)
  for (const [style, wanted] of [
    ['arr', `\r\nX-ARR-ClientCert: ${der}\r\n`],
    ['none', /^(?!.*(cert|forged))/is],
  ] as const) {
    await using lab = await asking(server, false, style)
    const client = await secureWireTo(lab.securePort, options('TLSv1.3', alice))
    const { body } = await client.send(get(claims)).message()
    t.match(body, wanted, style)
    t.notMatch(body, 'forged', style)
    client.socket.destroy()
  }
})

t.test('a listener that does not ask takes such claims away too, in the trailer as well', async (t) => {
  await using server = await textServer((head) => head)
  await using lab = await startTestEdge({ farms: { cas: farmOn('cas', [server.port], { headers: 'none' }) } })
  const client = await lab.client()
  t.notMatch((await client.send(get(claims)).message()).body, 'forged')
  client.socket.destroy()
})
