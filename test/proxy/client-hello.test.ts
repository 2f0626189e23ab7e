import fc from 'fast-check'
import t from 'tap'
import { readClientHello } from '../../proxy/client-hello.ts'
import { type Extension, helloMessage, inRecords, serverNameExtension, vector } from './hello-bytes.ts'

const grease: Extension = [0x1a1a, Buffer.alloc(0)]
const alpn: Extension = [16, vector(2, vector(1, Buffer.from('http/1.1')))]
const read = (extensions: readonly Extension[] | undefined) => readClientHello(inRecords(helloMessage(extensions)))
const notTls = { kind: 'not-tls' }

t.test('the name is found among other extensions, in lower case', async (t) => {
  const named = { kind: 'hello', serverName: 'mail.contoso.test' }
  t.same(read([grease, alpn, serverNameExtension('MAIL.contoso.test'), [21, Buffer.alloc(400)]]), named)
  t.same(
    readClientHello(
      Buffer.concat([inRecords(helloMessage([serverNameExtension('mail.contoso.test')])), Buffer.of(1, 2)]),
    ),
    named,
  )
})

t.test('a hello without the extension, or without any, has no name', async (t) => {
  t.same(read([grease, alpn]), { kind: 'hello', serverName: undefined })
  t.same(read([]), { kind: 'hello', serverName: undefined })
  t.same(read(undefined), { kind: 'hello', serverName: undefined })
})

t.test('what is not TLS is known by its first byte', async (t) => {
  t.same(readClientHello(Buffer.from('GET / HTTP/1.1\r\n')), notTls)
  t.same(readClientHello(Buffer.from('G')), notTls)
  t.same(readClientHello(Buffer.of(0x80, 0x2e, 1, 0, 2)), notTls, 'a hello of SSL 2')
  t.same(readClientHello(Buffer.of(22, 3, 1, 0, 4, 2, 0, 0, 0)), notTls, 'a ServerHello')
  t.same(readClientHello(Buffer.of(22, 3, 1, 0, 0)), notTls, 'an empty record')
  t.same(readClientHello(Buffer.of(22, 3, 1, 0x40, 1)), notTls, 'a record that is too long')
})

t.test('a name that could be read in two ways makes the hello malformed', async (t) => {
  t.same(read([serverNameExtension('a.test'), serverNameExtension('b.test')]), notTls, 'two extensions')
  t.same(read([serverNameExtension('mail.test\0.evil.test')]), notTls, 'NUL')
  t.same(read([serverNameExtension(Buffer.from('mäil.test'))]), notTls, 'not ASCII')
  t.same(read([serverNameExtension('')]), notTls, 'empty name')
  t.same(read([[0, vector(2, Buffer.alloc(0))]]), notTls, 'empty list')
  t.same(read([[0, Buffer.alloc(0)]]), notTls, 'empty extension')
  const entry = Buffer.concat([Buffer.of(0), vector(2, Buffer.from('a.test'))])
  t.same(read([[0, vector(2, Buffer.concat([entry, entry]))]]), notTls, 'two names in one extension')
})

t.test('a hello that never ends is given up', async (t) => {
  const endless = inRecords(Buffer.concat([Buffer.of(1, 0, 0x3f, 0xf0), Buffer.alloc(40_000)]), 1)
  t.same(readClientHello(endless), notTls)
  t.same(readClientHello(inRecords(Buffer.of(1, 0xff, 0xff, 0xff))), notTls, 'longer than a hello may be')
})

t.test('property: any cut over records gives the same', async () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300 }), (longest) => {
      const message = helloMessage([grease, serverNameExtension('mail.contoso.test'), alpn])
      const found = readClientHello(inRecords(message, longest))
      return found.kind === 'hello' && found.serverName === 'mail.contoso.test'
    }),
  )
})

t.test('property: an answer once given does not change with more bytes', async () => {
  const good = inRecords(helloMessage([serverNameExtension('mail.contoso.test'), alpn]), 60)
  const changed = fc
    .tuple(fc.nat(good.length - 1), fc.nat(255))
    .map(([at, value]) => Buffer.concat([good.subarray(0, at), Buffer.of(value), good.subarray(at + 1)]))
  fc.assert(
    fc.property(fc.oneof(changed, fc.uint8Array({ maxLength: 200 }).map(Buffer.from)), fc.nat(300), (bytes, cut) => {
      const early = readClientHello(bytes.subarray(0, cut))
      const late = readClientHello(bytes)
      return early.kind === 'more' || JSON.stringify(early) === JSON.stringify(late)
    }),
    { numRuns: 2_000 },
  )
})

t.test('property: random bytes behind a record header never throw', async () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      const message = Buffer.concat([Buffer.of(1), vector(3, Buffer.from(bytes))])
      return readClientHello(inRecords(message, 100)).kind !== 'more'
    }),
    { numRuns: 2_000 },
  )
})
