import { once } from 'node:events'
import { createServer } from 'node:net'
import { type ConnectionOptions, connect } from 'node:tls'
import t from 'tap'
import { readClientHello } from '../../proxy/client-hello.ts'

/** The first bytes that Node's own TLS client sends. */
async function capturedHello(options: ConnectionOptions): Promise<Buffer> {
  await using server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const client = connect({ host: '127.0.0.1', port: address.port, ...options })
  client.on('error', () => {})
  const [socket] = await once(server, 'connection')
  let bytes = Buffer.alloc(0)
  while (readClientHello(bytes).kind === 'more') bytes = Buffer.concat([bytes, (await once(socket, 'data'))[0]])
  client.destroy()
  socket.destroy()
  return bytes
}

t.test('the hello of a real client gives its server name, whatever the version', async (t) => {
  for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
    const hello = await capturedHello({ servername: 'Mail.Contoso.test', maxVersion, ALPNProtocols: ['http/1.1'] })
    t.same(readClientHello(hello), { kind: 'hello', serverName: 'mail.contoso.test' }, maxVersion)
  }
})

t.test('a real client that sends no name is a hello without one', async (t) => {
  t.same(readClientHello(await capturedHello({ servername: '' })), { kind: 'hello', serverName: undefined })
})

t.test('a real hello is understood at its last byte, and not before', async (t) => {
  const hello = await capturedHello({ servername: 'mail.contoso.test' })
  for (let length = 0; length < hello.length; length++) {
    if (readClientHello(hello.subarray(0, length)).kind !== 'more') t.fail(`decided after ${length} bytes`)
  }
  t.equal(readClientHello(hello).kind, 'hello')
})
