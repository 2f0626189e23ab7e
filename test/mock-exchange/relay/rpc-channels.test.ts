import { once } from 'node:events'
import { connect, type TLSSocket } from 'node:tls'
import t from 'tap'
import { waitUntil } from '../../../base/deadline.ts'
import { basic } from '../support/client.ts'
import { echoModules } from '../support/echo-modules.ts'
import { startServers } from '../support/servers.ts'

// The two channels of Outlook Anywhere: each request half of 1 GiB long, and never whole.
const gibibyte = 1_073_741_824
const inbound: string[] = []
const outbound = { closed: 0, write: (_text: string): void => undefined }
const modules = echoModules({
  Rpc: {
    backEnd(app) {
      app.post('/rpc/rpcproxy.dll', (request, reply) => {
        reply.hijack()
        if (request.method === 'RPC_IN_DATA') {
          request.raw.on('data', (chunk: Buffer) => inbound.push(String(chunk)))
          request.raw.on('close', () => inbound.push('closed'))
          return
        }
        reply.raw.writeHead(200, 'Success', { 'Content-Type': 'application/rpc', 'Content-Length': gibibyte })
        reply.raw.flushHeaders()
        outbound.write = (text) => reply.raw.write(text)
        reply.raw.on('close', () => outbound.closed++)
      })
    },
  },
})

const servers = await startServers({ modules })
t.teardown(() => servers[Symbol.asyncDispose]())

async function channel(
  method: string,
  length: number,
  more = '',
): Promise<{ socket: TLSSocket; received: () => string }> {
  const { authorization } = basic('bob', "Bob's secret")
  const socket = connectTls()
  await once(socket, 'secureConnect')
  let text = ''
  socket.on('data', (chunk: Buffer) => {
    text += String(chunk)
  })
  socket.on('error', () => undefined)
  socket.write(
    `${method} /rpc/rpcproxy.dll?guid@contoso.com:6001 HTTP/1.1\r\nHost: mail.contoso.com\r\nAuthorization: ${authorization}\r\n` +
      `Accept: application/rpc\r\nContent-Length: ${length}\r\n${more}\r\n`,
  )
  return { socket, received: () => text }
}

function connectTls(): TLSSocket {
  const port = servers.port('cas1', 443)
  return connect({ port, host: '127.0.0.1', ca: servers.certificate, servername: 'mail.contoso.com' })
}

t.test('what a client drips into the IN channel arrives at once, and the server is told when it leaves', async (t) => {
  const { socket, received } = await channel('RPC_IN_DATA', gibibyte, 'Expect: 100-continue\r\n')
  await waitUntil(() => received() === 'HTTP/1.1 100 Continue\r\n\r\n', { what: '100 Continue' })
  for (const piece of ['first', 'second']) {
    socket.write(piece)
    await waitUntil(() => inbound.includes(piece), { what: `"${piece}" at the back end` })
  }
  t.equal(received(), 'HTTP/1.1 100 Continue\r\n\r\n', 'no answer while the channel stands')
  socket.destroy()
  await waitUntil(() => inbound.includes('closed'), { what: 'the back end to notice' })
  t.match(await servers.hop(({ hop, method }) => hop === 'front-end' && method === 'RPC_IN_DATA'), {
    cause: 'client-gone',
    identity: 'CONTOSO\\bob',
    requestBytes: 'firstsecond'.length,
  })
})

t.test('the OUT channel answers "200 Success" at once and hands every piece on', async () => {
  const { socket, received } = await channel('RPC_OUT_DATA', 4)
  socket.write('conn')
  await waitUntil(() => /^HTTP\/1\.1 200 Success\r\n/.test(received()) && received().includes('\r\n\r\n'), {
    what: 'the head of the answer',
  })
  for (const piece of ['ping1', 'ping2']) {
    outbound.write(piece)
    await waitUntil(() => received().endsWith(piece), { what: piece })
  }
  socket.destroy()
  await waitUntil(() => outbound.closed === 1, { what: 'the back end to notice' })
})

t.test('a challenge does not wait for the gibibyte', async (t) => {
  const anonymous = connectTls()
  anonymous.write(`RPC_IN_DATA /rpc/rpcproxy.dll HTTP/1.1\r\nHost: x\r\nContent-Length: ${gibibyte}\r\n\r\n`)
  const [chunk] = await once(anonymous, 'data')
  t.match(String(chunk), /^HTTP\/1\.1 401 /)
  anonymous.destroy()
})
