import { connect } from 'node:net'
import t from 'tap'
import { CauseError, failureCause, failureCauses } from '../../base/failure-cause.ts'

t.test('a real refused connection is told as such', async (t) => {
  const { createServer } = await import('node:net')
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const error = await new Promise((resolve) => connect(port, '127.0.0.1').once('error', resolve))
  t.equal(failureCause(error), 'connect-refused')
})

t.test('the cause is found in what an error wraps', async (t) => {
  const inner = Object.assign(new Error('self-signed'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
  t.equal(failureCause(new Error('fetch failed', { cause: inner })), 'tls-untrusted')
  t.equal(failureCause(new Error('outer', { cause: new CauseError('no-rule', 'none') })), 'no-rule')
})

t.test('errors that wrap each other in a ring do not hang it', async (t) => {
  const one = new Error('one')
  one.cause = new Error('two', { cause: one })
  t.equal(failureCause(one), 'internal')
})

t.test('unknown TLS and HTTP parser codes fall into their family', async (t) => {
  t.equal(failureCause(Object.assign(new Error(), { code: 'ERR_SSL_WRONG_VERSION_NUMBER' })), 'tls-handshake')
  t.equal(failureCause(Object.assign(new Error(), { code: 'HPE_INVALID_CONSTANT' })), 'bad-response')
})

t.test('every cause has a sentence part', async (t) => {
  for (const [cause, words] of Object.entries(failureCauses)) t.ok(words.length > 10, cause)
})
