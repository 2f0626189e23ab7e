import t from 'tap'
import { AffinityTokens } from '../../../proxy/affinity/token.ts'
import { createMembers } from '../../../proxy/member.ts'
import { farmPlan } from '../edge-plan.ts'

const members = createMembers(farmPlan('cas', ['cas1', 'cas2']))
const [cas1, cas2] = members
if (cas1 === undefined || cas2 === undefined) throw new Error('two members')
const secret = 'a secret of many characters'

for (const [kind, key] of [['plain', undefined] as const, ['signed', secret] as const]) {
  t.test(`a ${kind} token is 64 hexadecimal digits, the same after a restart, and shows nothing`, async (t) => {
    const tokens = new AffinityTokens(members, key)
    const token = tokens.of(cas1, 'mail.test')
    t.match(token, /^[0-9a-f]{64}$/)
    t.equal(tokens.find(token, 'mail.test'), cas1)
    t.equal(tokens.find(tokens.of(cas2, 'mail.test'), 'mail.test'), cas2)
    t.equal(tokens.find('0'.repeat(64), 'mail.test'), undefined)
    t.notMatch(token, /192|cas1/)
    const [alone] = createMembers(farmPlan('cas', ['cas1']))
    t.equal(alone && new AffinityTokens([alone], key).of(alone, 'mail.test'), token, 'in a farm of another size')
    const moved = createMembers(farmPlan('cas', ['new', 'cas1']))
    t.equal(new AffinityTokens(moved, key).find(token, 'mail.test'), undefined, 'on another address it is another')
    const [elsewhere] = createMembers(farmPlan('other', ['cas1']))
    t.not(elsewhere && new AffinityTokens([elsewhere], key).of(elsewhere, 'mail.test'), token)
  })
}

t.test('a token without a secret stays what it was, for clients keep it', async (t) => {
  t.equal(
    new AffinityTokens(members, undefined).of(cas1, 'any.test'),
    '3bcf8aedb110995d2fc50c5d2368887f406c519d55e459dc7a3fbf74b7e523d6',
  )
})

t.test('a signed token is for one host name and one secret', async (t) => {
  const tokens = new AffinityTokens(members, secret)
  const token = tokens.of(cas1, 'mail.test')
  t.equal(tokens.find(token, 'other.test'), undefined, 'another host')
  t.equal(new AffinityTokens(members, `${secret}!`).find(token, 'mail.test'), undefined, 'another secret')
  t.equal(new AffinityTokens(members, undefined).find(token, 'mail.test'), undefined, 'no secret')
  const plain = new AffinityTokens(members, undefined).of(cas1, 'mail.test')
  t.equal(tokens.find(plain, 'mail.test'), undefined, 'one that anybody can work out')
  t.equal(new AffinityTokens(members, secret).find(token, 'mail.test'), cas1, 'a second edge with the same secret')
})

t.test('many host names leave no trace', async (t) => {
  const tokens = new AffinityTokens(members, secret)
  for (let index = 0; index < 3_000; index++) tokens.of(cas1, `host${index}.test`)
  t.equal(tokens.find(tokens.of(cas2, 'host0.test'), 'host0.test'), cas2)
})
