import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import fc from 'fast-check'
import t from 'tap'
import { SmtpConnection } from '../../../clients/smtp/connection.ts'
import { readExtensions } from '../../../clients/smtp/extensions.ts'
import { takeReply } from '../../../clients/smtp/reply.ts'

t.test('replies of one line and of many are taken off, whatever follows', async (t) => {
  t.same(takeReply('250 OK\r\n220'), { reply: { code: 250, lines: ['OK'] }, rest: '220' })
  t.same(takeReply('250-a\r\n250-SIZE 1\r\n250 AUTH LOGIN\r\n'), {
    reply: { code: 250, lines: ['a', 'SIZE 1', 'AUTH LOGIN'] },
    rest: '',
  })
  t.same(takeReply('354\r\n'), { reply: { code: 354, lines: [''] }, rest: '' })
  t.equal(takeReply('250-a\r\n250'), undefined)
  t.same(takeReply('250-a\r\n550 b\r\n'), { malformed: '550 b' })
  t.same(takeReply('HTTP/1.1 400 Bad Request\r\n'), { malformed: 'HTTP/1.1 400 Bad Request' })
})

t.test('a reply reads back as it was written, and no text breaks the reader', async (t) => {
  const text = fc.stringMatching(/^[ -~]*$/)
  const codes = fc.integer({ min: 200, max: 599 })
  const readsBack = fc.property(codes, fc.array(text, { minLength: 1 }), fc.string(), (code, lines, rest) => {
    const wire = lines.map((line, at) => `${code}${at === lines.length - 1 ? ' ' : '-'}${line}\r\n`).join('')
    const taken = takeReply(wire + rest)
    return taken !== undefined && 'reply' in taken && taken.rest === rest && taken.reply.lines.join() === lines.join()
  })
  const survives = fc.property(fc.string(), (received) => takeReply(received) !== null)
  t.doesNotThrow(() => fc.assert(readsBack))
  t.doesNotThrow(() => fc.assert(survives))
})

t.test('extensions by keyword, also in the old spelling of AUTH', async (t) => {
  const extensions = readExtensions({ code: 250, lines: ['cas1 Hello', 'SIZE 37748736', 'auth=LOGIN', 'STARTTLS'] })
  t.same(
    [...extensions],
    [
      ['SIZE', ['37748736']],
      ['AUTH', ['LOGIN']],
      ['STARTTLS', []],
    ],
  )
})

t.test('a server that talks without end, breaks off, or says more than its answer to STARTTLS', async (t) => {
  const signal = new AbortController().signal
  const pipe = (): { socket: Duplex; connection: SmtpConnection } => {
    const socket = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() })
    return { socket, connection: new SmtpConnection(socket as Socket, '203.0.113.10:25', signal) }
  }
  const endless = pipe()
  const reply = endless.connection.reply()
  endless.socket.push('250-'.padEnd(70_000, 'x'))
  await t.rejects(reply, { failureCause: 'bad-response', message: /it is too long/ })

  const broken = pipe()
  const next = broken.connection.command('EHLO here')
  broken.socket.destroy()
  await t.rejects(next, { failureCause: 'reset', message: /closed the connection/ })

  const injected = pipe()
  injected.socket.push('220 go on\r\n250 OK\r\n')
  t.match(await injected.connection.reply(), { code: 220 })
  t.throws(() => injected.connection.release(), /something follows the reply to STARTTLS/)
  await t.rejects(async () => injected.connection.command('MAIL FROM:<a@b>\r\nRCPT TO:<c@d>'), RangeError)
})
