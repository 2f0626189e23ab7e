// Two connections may come from one address and port, when they go to two addresses of a listener: a proxy in front that
// reaches the edge by two addresses picks its ports for each by itself. They are still two clients.

import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import t from 'tap'
import { testAuthority } from './edge-certificates.ts'
import { startTestEdge } from './edge-lab.ts'
import { textServer, Wire } from './wire.ts'

// Only Linux has all of 127.0.0.0/8 without being told.
const skip = process.platform === 'linux' ? false : 'needs a second loopback address'

t.test('each keeps what its own PROXY header says of it', { skip }, async (t) => {
  const authority = await testAuthority(t.testdir())
  const pair = await authority.issue(['mail.test'])
  await using server = await textServer((head) => /^X-Forwarded-For: (.*?)\r$/im.exec(head)?.[1] ?? '')
  await using lab = await startTestEdge(
    { farms: { cas: [server.port] }, certificates: [pair], proxyFrom: ['127.0.0.1'] },
    { bind: () => ({ host: '0.0.0.0', port: 0 }) },
  )
  const reach = async (host: string, client: string, localPort?: number): Promise<Socket> => {
    const from = { localAddress: '127.0.0.1', ...(localPort === undefined ? {} : { localPort }) }
    const socket = connect({ host, port: lab.securePort, ...from })
    socket.write(`PROXY TCP4 ${client} 203.0.113.10 40000 443\r\n`)
    await once(socket, 'connect')
    return socket
  }
  const visit = async (socket: Socket): Promise<Wire> => {
    const secure = connectTls({ socket, servername: 'mail.test', ca: authority.certificate })
    await once(secure, 'secureConnect')
    return new Wire(secure).send('GET / HTTP/1.1\r\nHost: mail.test\r\n\r\n')
  }
  const first = await reach('127.0.0.1', '192.0.2.1')
  const second = await reach('127.0.0.2', '198.51.100.2', first.localPort)
  const ofSecond = await visit(second)
  t.equal((await ofSecond.message()).body, '198.51.100.2')
  const ofFirst = await visit(first)
  t.equal((await ofFirst.message()).body, '192.0.2.1')
  ofFirst.socket.destroy()
  t.equal((await ofSecond.send('GET / HTTP/1.1\r\nHost: mail.test\r\n\r\n').message()).body, '198.51.100.2')
  ofSecond.socket.destroy()
})
