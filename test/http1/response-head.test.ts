import t from 'tap'
import { parseResponseHead } from '../../http1/index.ts'

const parse = (text: string) => parseResponseHead(Buffer.from(text, 'latin1'))

t.test('keeps status, reason, and every line of a repeated header in order', async (t) => {
  t.same(parse('HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Negotiate\r\nWWW-Authenticate: NTLM\r\n\r\n'), {
    kind: 'response',
    status: 401,
    reason: 'Unauthorized',
    minorVersion: 1,
    headers: [
      ['WWW-Authenticate', 'Negotiate'],
      ['WWW-Authenticate', 'NTLM'],
    ],
  })
})

t.test('takes an empty reason, with and without the space before it', async (t) => {
  t.equal(parse('HTTP/1.1 200 \r\n\r\n').reason, '')
  t.equal(parse('HTTP/1.0 200\r\n\r\n').reason, '')
})

for (const [what, text] of Object.entries({
  'another protocol': 'SSH-2.0-OpenSSH_9\r\n\r\n',
  'another version': 'HTTP/2.0 200 OK\r\n\r\n',
  'a status of two digits': 'HTTP/1.1 20 OK\r\n\r\n',
  'a status beyond 599': 'HTTP/1.1 600 Invalid\r\n\r\n',
  'a status of four digits': 'HTTP/1.1 2000 OK\r\n\r\n',
  'a status that is no number': 'HTTP/1.1 2x0 OK\r\n\r\n',
  'a status glued to its reason': 'HTTP/1.1 200OK\r\n\r\n',
  'two spaces before the status': 'HTTP/1.1  200 OK\r\n\r\n',
  'a status line in lower case': 'http/1.1 200 OK\r\n\r\n',
  'an empty line before the status line': '\r\nHTTP/1.1 200 OK\r\n\r\n',
  'a status line alone (HTTP/0.9)': '<html>\r\n\r\n',
  'a bare carriage return in the reason': 'HTTP/1.1 200 O\rK\r\n\r\n',
  'a space before a colon': 'HTTP/1.1 200 OK\r\nContent-Length : 5\r\n\r\n',
  'a NUL in a value': 'HTTP/1.1 200 OK\r\nX: a\0\r\n\r\n',
  'too many fields': `HTTP/1.1 200 OK\r\n${'X: b\r\n'.repeat(201)}\r\n`,
  'a bare line feed': 'HTTP/1.1 200 OK\nX: a\n\n',
  'a control byte in the reason': 'HTTP/1.1 200 O\0K\r\n\r\n',
  'a folded header': 'HTTP/1.1 200 OK\r\nX: a\r\n b\r\n\r\n',
})) {
  t.test(`refuses ${what}`, async (t) => void t.throws(() => parse(text), { name: 'HttpSyntaxError' }))
}
