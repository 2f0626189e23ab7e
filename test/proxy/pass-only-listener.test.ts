// A TLS listener without certificates only passes through: `tls: {}` in the file.

import { once } from 'node:events'
import { connect, type TLSSocket } from 'node:tls'
import t from 'tap'
import { startLab } from '../../lab/index.ts'

t.test('a listener without certificates passes known names through and refuses others in the handshake', async (t) => {
  await using lab = await startLab('ssl-passthrough')
  const { dial, trust } = lab.from('internet')
  const hello = async (servername: string): Promise<TLSSocket> => {
    const socket = connect({ socket: await dial('203.0.113.10', 443), servername, ca: [...trust] })
    t.teardown(() => socket.destroy())
    await once(socket, 'secureConnect')
    return socket
  }

  const socket = await hello('mail.contoso.com')
  t.equal(socket.authorized, true)
  t.match(socket.getPeerCertificate().subjectaltname, /mail\.contoso\.com/)

  await t.rejects(hello('other.contoso.com'), { code: 'ERR_SSL_TLSV1_UNRECOGNIZED_NAME' })
  t.match(lab.hops().at(-1), {
    hop: 'edge',
    method: 'CONNECT',
    target: 'other.contoso.com:443',
    cause: 'no-rule',
    edge: { mode: 'local' },
  })
})
