import t from 'tap'
import { CookieJar } from '../../../clients/http/cookies.ts'

const owa = new URL('https://mail.contoso.com/owa/auth/logon.aspx')

function jarWith(...lines: string[]): CookieJar {
  const jar = new CookieJar()
  for (const line of lines) jar.store(owa, line)
  return jar
}
const at = (jar: CookieJar, url: string): string | undefined => jar.header(new URL(url))

t.test('a cookie goes back to its host and path', async (t) => {
  const jar = jarWith('a=1; path=/owa', 'b=2; path=/', 'c=3')
  t.equal(at(jar, 'https://mail.contoso.com/owa/auth/x'), 'c=3; a=1; b=2', 'longer paths first')
  t.equal(at(jar, 'https://mail.contoso.com/owa'), 'a=1; b=2')
  t.equal(at(jar, 'https://mail.contoso.com/owa2'), 'b=2', 'a path matches whole segments')
  t.equal(at(jar, 'https://mail.contoso.com/OWA/'), 'b=2', 'and its case')
  t.equal(at(jar, 'https://autodiscover.contoso.com/owa/'), undefined)
})

t.test('a domain opens a cookie to the names below it, a foreign one is refused', async (t) => {
  const jar = jarWith('a=1; domain=.contoso.com; path=/', 'b=2; domain=fabrikam.com; path=/', 'c=3; domain=oso.com')
  t.equal(at(jar, 'https://autodiscover.contoso.com/'), 'a=1')
  t.equal(at(jar, 'https://contoso.com/'), 'a=1')
  t.equal(at(jar, 'https://notcontoso.com/'), undefined)
  t.equal(at(jar, 'https://fabrikam.com/'), undefined)
})

t.test('a secure cookie stays off plain HTTP', async (t) => {
  const jar = jarWith('cadata=x; path=/; Secure; HttpOnly')
  t.equal(at(jar, 'http://mail.contoso.com/owa/'), undefined)
  t.equal(at(jar, 'https://mail.contoso.com/owa/'), 'cadata=x')
})

t.test('a cookie is replaced by its name, and ended by its date', async (t) => {
  const jar = jarWith('a=1; path=/', 'a=2; path=/', 'b=x==; path=/', 'c=3; path=/')
  t.equal(at(jar, owa.href), 'a=2; b=x==; c=3')
  jar.store(owa, 'a=; path=/; expires=Thu, 01 Jan 1970 00:00:00 GMT')
  jar.store(owa, 'b=; path=/; Max-Age=0')
  jar.store(owa, 'c=4; path=/; Max-Age=60; expires=Thu, 01 Jan 1970 00:00:00 GMT')
  t.equal(at(jar, owa.href), 'c=4', 'Max-Age wins over Expires')
})

t.test('what is no cookie is dropped', async (t) => {
  t.equal(at(jarWith('', '=x', 'novalue', '; path=/'), owa.href), undefined)
})

t.test('a page can set one', async (t) => {
  const jar = new CookieJar()
  jar.set(owa, 'PBack', '0')
  t.equal(at(jar, 'https://mail.contoso.com/owa/auth.owa'), 'PBack=0')
})
