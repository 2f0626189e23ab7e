import fc from 'fast-check'
import t from 'tap'
import { affinityCookie, affinityToken, findByToken, readAffinity } from '../../proxy/affinity.ts'
import { createMembers } from '../../proxy/member.ts'
import { farmPlan } from './edge-plan.ts'

const members = createMembers(farmPlan('cas', ['cas1', 'cas2']))
const [cas1, cas2] = members
if (cas1 === undefined || cas2 === undefined) throw new Error('two members')
const token = affinityToken(cas1)

t.test('a token is 64 hexadecimal digits, one for each server and the same after a restart', async (t) => {
  t.match(token, /^[0-9a-f]{64}$/)
  t.not(affinityToken(cas2), token)
  const [again] = createMembers(farmPlan('cas', ['cas1']))
  t.equal(again && affinityToken(again), token)
  const [elsewhere] = createMembers(farmPlan('other', ['cas1']))
  t.not(elsewhere && affinityToken(elsewhere), token)
  t.notMatch(token, /192|cas1/)
})

t.test('the cookie has the form of ARR', async (t) => {
  const cookie = (host: string | undefined, secure = true) => affinityCookie('ARRAffinity', cas1, { host, secure })
  t.equal(cookie('Mail.contoso.test:443'), `ARRAffinity=${token};Path=/;Domain=mail.contoso.test;HttpOnly;Secure`)
  t.equal(cookie('mail.contoso.test', false), `ARRAffinity=${token};Path=/;Domain=mail.contoso.test;HttpOnly`)
})

t.test('no Domain that a browser would refuse', async (t) => {
  for (const host of ['192.0.2.1:443', '[2001:db8::1]', 'localhost', undefined, '', 'a.test;x', 'a.test\r\nX: y']) {
    t.notMatch(affinityCookie('A', cas1, { host, secure: true }), /Domain/, host ?? 'no host')
  }
})

t.test('the token is found among other cookies, over several fields', async (t) => {
  t.equal(readAffinity([`a=b; ARRAffinity=${token}; c=d`], 'ARRAffinity'), token)
  t.equal(readAffinity(['a=b', `ARRAffinity=${token}`], 'ARRAffinity'), token)
  t.equal(readAffinity([`ARRAffinity=${token.toUpperCase()}`], 'ARRAffinity'), undefined)
  t.equal(
    readAffinity([`ARRAffinity=old; ARRAffinity=${token}`], 'ARRAffinity'),
    token,
    'what is no token is passed over',
  )
  t.equal(readAffinity([`xARRAffinity=${token}; arraffinity=${token}`], 'ARRAffinity'), undefined)
  t.equal(readAffinity([], 'ARRAffinity'), undefined)
})

t.test('a token leads to its server', async (t) => {
  t.equal(findByToken(members, token), cas1)
  t.equal(findByToken(members, '0'.repeat(64)), undefined, 'unknown')
})

t.test('property: any Cookie field is read without an error, and gives a token or nothing', async () => {
  const part = fc.oneof(fc.string(), fc.constantFrom('ARRAffinity', '=', ';', token, ' '))
  const field = fc.array(part).map((parts) => parts.join(''))
  fc.assert(
    fc.property(fc.array(field), (fields) => {
      const found = readAffinity(fields, 'ARRAffinity')
      return found === undefined || /^[0-9a-f]{64}$/.test(found)
    }),
  )
})
