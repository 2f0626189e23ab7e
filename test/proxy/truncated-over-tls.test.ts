// An HTTP/1.0 client tells the end of an answer by the end of the connection: over TLS that must not look in order.

import t from 'tap'
import { testAuthority } from './edge-certificates.ts'
import { startTestEdge } from './edge-lab.ts'
import { secureWireTo, wireServer } from './wire.ts'

const authority = await testAuthority(t.testdir())
const pair = await authority.issue(['mail.test'])

for (const whole of [true, false]) {
  t.test(`an answer that is ${whole ? '' : 'not '}whole ends ${whole ? 'in order' : 'in a reset'}`, async (t) => {
    await using server = await wireServer(async (wire) => {
      await wire.head()
      wire.send(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n${whole ? '0\r\n\r\n' : ''}`)
      wire.socket.end()
    })
    await using lab = await startTestEdge({ farms: { cas: [server.port] }, certificates: [pair] })
    const client = await secureWireTo(lab.securePort, { ca: authority.certificate, servername: 'mail.test' })
    t.match(await client.send('GET / HTTP/1.0\r\nHost: mail.test\r\n\r\n').end(), whole ? /hello$/ : /200 OK/)
    t.equal(client.ended, whole, 'whether TLS was ended by its own message')
    t.equal(client.error?.code, whole ? undefined : 'ECONNRESET')
    t.match(await lab.record(), { status: 200, cause: whole ? undefined : 'truncated' })
    client.socket.destroy()
  })
}
