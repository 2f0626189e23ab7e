import { once } from 'node:events'
import * as tls from 'node:tls'
import t from 'tap'
import type { ListenerTlsPlan } from '../../topology/edge-plan.ts'
import { testAuthority } from './edge-certificates.ts'
import { startTestEdge } from './edge-lab.ts'

const authority = await testAuthority(t.testdir())
const pair = await authority.issue(['mail.test'])

/** The suite that a client and a listener agree on; an error's code when they do not. */
async function agreed(port: number, options: tls.ConnectionOptions): Promise<string> {
  const socket = tls.connect({
    port,
    host: '127.0.0.1',
    servername: 'mail.test',
    ca: authority.certificate,
    ...options,
  })
  try {
    await once(socket, 'secureConnect')
    return socket.getCipher().name
  } catch (error) {
    return String(Reflect.get(error as Error, 'code'))
  } finally {
    socket.destroy()
  }
}

const edge = (settings: Partial<ListenerTlsPlan> = {}) =>
  startTestEdge({ farms: { cas: [1] }, certificates: [pair], tls: settings })
const only12 = (ciphers: string): tls.ConnectionOptions => ({ maxVersion: 'TLSv1.2', ciphers })
const refused = /^(ERR_SSL_|ECONNRESET)/

t.test('ECDHE with AEAD; with CBC for old Windows only; nothing without forward secrecy', async (t) => {
  await using lab = await edge()
  const { securePort: port } = lab
  t.match(await agreed(port, {}), /^TLS_/)
  for (const name of ['ECDHE-RSA-AES128-GCM-SHA256', 'ECDHE-RSA-CHACHA20-POLY1305', 'ECDHE-RSA-AES256-SHA384']) {
    t.equal(await agreed(port, only12(name)), name)
  }
  for (const name of ['AES128-GCM-SHA256', 'AES256-SHA', 'DHE-RSA-AES128-GCM-SHA256', 'ECDHE-PSK-AES128-CBC-SHA256']) {
    t.match(await agreed(port, only12(name)), refused, name)
  }
})

t.test("the client's order counts", async (t) => {
  await using lab = await edge()
  const [one, two] = ['ECDHE-RSA-CHACHA20-POLY1305', 'ECDHE-RSA-AES128-GCM-SHA256']
  t.equal(await agreed(lab.securePort, only12(`${one}:${two}`)), one)
  t.equal(await agreed(lab.securePort, only12(`${two}:${one}`)), two)
})

t.test('a list of its own takes the place of the usual one; TLS 1.3 stays on', async (t) => {
  await using lab = await edge({ ciphers: 'ECDHE-RSA-AES256-GCM-SHA384' })
  t.match(await agreed(lab.securePort, {}), /^TLS_/)
  t.equal(await agreed(lab.securePort, { maxVersion: 'TLSv1.2' }), 'ECDHE-RSA-AES256-GCM-SHA384')
  t.match(await agreed(lab.securePort, only12('ECDHE-RSA-AES128-GCM-SHA256')), refused)
})

t.test('old versions are spoken where they are asked for, and the new ones too', async (t) => {
  await using lab = await edge({ minVersion: 'TLSv1' })
  const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' } as const
  t.match(await agreed(lab.securePort, old), /SHA$/)
  t.match(await agreed(lab.securePort, {}), /^TLS_/)
  await using usual = await edge()
  t.match(await agreed(usual.securePort, old), refused)
})
