import t from 'tap'
import { createBodyReader, defaultLimits } from '../../http1/index.ts'

const chunked = () => createBodyReader({ kind: 'chunked' })
const bytes = (text: string) => Buffer.from(text, 'latin1')

t.test('a body of a length gives its bytes without copying and returns what follows', async (t) => {
  const reader = createBodyReader({ kind: 'length', length: 5 })
  const piece = bytes('hel')
  const first = reader.push(piece)
  t.equal(first.data[0], piece)
  t.notOk(first.done)
  const last = reader.push(bytes('loGET'))
  t.ok(last.done)
  t.equal(last.data.join(''), 'lo')
  t.equal(last.rest.toString(), 'GET')
  t.equal(reader.finish(), 'whole')
})

t.test('the end of the connection cuts a body short, unless that end is its end', async (t) => {
  const length = createBodyReader({ kind: 'length', length: 5 })
  length.push(bytes('hell'))
  t.equal(length.finish(), 'truncated')
  const chunks = chunked()
  chunks.push(bytes('5\r\nhello\r\n0\r\n'))
  t.equal(chunks.finish(), 'truncated')
  const untilClose = createBodyReader({ kind: 'until-close' })
  untilClose.push(bytes('anything'))
  t.equal(untilClose.finish(), 'whole')
})

t.test('no body is done before the first byte', async (t) => {
  for (const framing of [{ kind: 'none' }, { kind: 'length', length: 0 }] as const) {
    const reader = createBodyReader(framing)
    t.ok(reader.done)
    t.equal(reader.finish(), 'whole')
  }
})

t.test('chunk extensions are passed over, trailers handed on', async (t) => {
  const progress = chunked().push(bytes('5;a="b;c"\r\nhello\r\n00 ;x\r\nX-A: 1\r\nx-a: 2\r\n\r\nrest'))
  t.equal(progress.data.join(''), 'hello')
  t.same(progress.trailers, [
    ['X-A', '1'],
    ['x-a', '2'],
  ])
  t.equal(progress.rest.toString(), 'rest')
})

for (const [what, text] of Object.entries({
  'a size that is not hexadecimal': 'g\r\n',
  'an empty size': '\r\n',
  'a size with 0x': '0x5\r\nhello\r\n',
  'a signed size': '+5\r\nhello\r\n',
  'a size with a space behind': '5 \r\nhello\r\n',
  'a size with a space before': ' 5\r\nhello\r\n',
  'a size without end': '00000000000000',
  'a size ended by a bare line feed': '5\nhello\r\n',
  'a size ended by a bare carriage return': '5\rxhello\r\n',
  'an extension ended by a bare line feed': '5;a\nhello\r\n',
  'a control byte in an extension': '5;\0\r\nhello\r\n',
  'extensions without end': `1;${'a'.repeat(defaultLimits.chunkExtensions + 1)}`,
  'data longer than the size': '5\r\nhello!\r\n',
  'data followed by a bare line feed': '5\r\nhello\n',
  'a folded trailer': '0\r\nX: a\r\n b\r\n\r\n',
  'a size with a space in its middle': '1 1\r\nhello\r\n',
  'an extension ended by a bare carriage return': '5;a\rhello\r\n',
  'an extension without semicolon': '5 a\r\nhello\r\n',
  'data followed by a bare carriage return': '5\r\nhello\rx',
  'a trailer that names a user': '0\r\nAuthorization: Basic YTpi\r\n\r\n',
  'a trailer that chooses a route': '0\r\nForwarded: for=10.0.0.1\r\n\r\n',
  'a trailer with a space before its colon': '0\r\nX : a\r\n\r\n',
  'too many trailers': `0\r\n${'X: a\r\n'.repeat(defaultLimits.fields + 1)}\r\n`,
  'trailers that begin with a bare line feed': '0\r\n\n',
  'a trailer that belongs in the head': '0\r\nContent-Length: 5\r\n\r\n',
  'trailers without end': `0\r\nX: ${'a'.repeat(defaultLimits.trailers)}`,
})) {
  t.test(`refuses ${what}`, async (t) => void t.throws(() => chunked().push(bytes(text)), { name: 'HttpSyntaxError' }))
}
