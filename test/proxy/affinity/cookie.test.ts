import fc from 'fast-check'
import t from 'tap'
import { affinityCookie, readTokens } from '../../../proxy/affinity/cookie.ts'

const token = '0123456789abcdef'.repeat(4)
const other = 'f'.repeat(64)
const read = (...fields: readonly string[]) =>
  readTokens(
    fields.map((value) => ['Cookie', value] as const),
    'ARRAffinity',
  )

t.test('the cookie has the form of ARR', async (t) => {
  const cookie = (host: string | undefined, secure = true) => affinityCookie('ARRAffinity', token, { host, secure })
  t.equal(cookie('Mail.contoso.test:443'), `ARRAffinity=${token};Path=/;Domain=mail.contoso.test;HttpOnly;Secure`)
  t.equal(cookie('mail.contoso.test', false), `ARRAffinity=${token};Path=/;Domain=mail.contoso.test;HttpOnly`)
})

t.test('no Domain that a browser would refuse', async (t) => {
  for (const host of ['192.0.2.1:443', '[2001:db8::1]', 'localhost', undefined, '', 'a.test;x', 'a.test\r\nX: y']) {
    t.notMatch(affinityCookie('A', token, { host, secure: true }), /Domain/, host ?? 'no host')
  }
})

t.test('tokens are found among other cookies, over several fields, in order', async (t) => {
  t.same(read(`a=b; ARRAffinity=${token}; c=d`), [token])
  t.same(read('a=b', `ARRAffinity=${token}`), [token])
  t.same(read(`ARRAffinity=${other}; ARRAffinity=${token}`), [other, token])
  t.same(read(`ARRAffinity=old; ARRAffinity=${token}`), [token], 'what is no token is passed over')
  t.same(read(`ARRAffinity=${token.toUpperCase()}`), [])
  t.same(read(`xARRAffinity=${token}; arraffinity=${token}`), [])
  t.same(read(), [])
})

t.test('property: any Cookie field is read without an error, and gives tokens or nothing', async () => {
  const part = fc.oneof(fc.string(), fc.constantFrom('ARRAffinity', '=', ';', token, ' '))
  const field = fc.array(part).map((parts) => parts.join(''))
  fc.assert(fc.property(fc.array(field), (fields) => read(...fields).every((found) => /^[0-9a-f]{64}$/.test(found))))
})
