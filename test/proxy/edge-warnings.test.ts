import t from 'tap'
import { edgeWarnings } from '../../proxy/edge-warnings.ts'
import { testAuthority } from './edge-certificates.ts'
import { farmOn, testSetup } from './edge-lab.ts'

const authority = await testAuthority(t.testdir())
const good = await authority.issue(['mail.test', '*.wild.test'], { from: -1, to: 60 })
const expired = await authority.issue(['mail.test'], { from: -90, to: -2 })
const future = await authority.issue(['mail.test'], { from: 5, to: 60 })
const soon = await authority.issue(['mail.test'], { from: -1, to: 12 })
const other = await authority.issue(['other.test'], { from: -1, to: 60 })
const mailRule = { rules: ['mail.test -> cas'], farms: { cas: [1] } }

function warn(setup: Parameters<typeof testSetup>[0]): readonly string[] {
  return edgeWarnings(testSetup(setup), Date.now()).map(({ code, sentence }) => `${code}: ${sentence}`)
}

t.test('nothing to say of a certificate that will do', async (t) => {
  t.same(warn({ ...mailRule, certificates: [good] }), [])
  t.same(warn(mailRule), [], 'without TLS')
  t.same(warn({ farms: { cas: [1] }, certificates: [other] }), [], 'any host may be asked for')
  t.same(warn({ ...mailRule, rules: ['mail.test -> cas', '*.wild.test -> cas'], certificates: [good] }), [])
  t.same(warn({ ...mailRule, rules: ['mail.test -> cas', 'a.wild.test -> cas'], certificates: [good] }), [])
})

t.test('dates', async (t) => {
  t.match(warn({ ...mailRule, certificates: [expired] }), [
    /^BH-CERTIFICATE-REFUSED: clients refuse certificate 1: it has expired \(on 20\d\d-\d\d-\d\d\)$/,
  ])
  t.match(warn({ ...mailRule, certificates: [future] }), [
    /clients refuse certificate 1: it is not valid yet \(before /,
  ])
  t.match(warn({ ...mailRule, certificates: [soon] }), [
    /^BH-CERTIFICATE-EXPIRES: certificate 1 expires in 1[12] days, on 20/,
  ])
})

t.test('names: a host without a certificate, and a certificate without a host', async (t) => {
  t.same(warn({ ...mailRule, certificates: [other] }), [
    'BH-NAME-NOT-COVERED: clients that ask for mail.test are shown a certificate without that name: certificate 1 (other.test)',
    'BH-CERTIFICATE-UNUSED: certificate 1 (other.test) is for no host name of the rules',
  ])
  t.same(warn({ ...mailRule, certificates: [good, other] }), [
    'BH-CERTIFICATE-UNUSED: certificate 2 (other.test) is for no host name of the rules',
  ])
})

t.test('names: where unknown ones are refused, that is said, unless another listener has the name', async (t) => {
  const setup = testSetup({ ...mailRule, certificates: [other] })
  const listeners = setup.plan.listeners.map((listener) => ({
    ...listener,
    tls: listener.tls && { ...listener.tls, unknownName: 'refuse' as const },
  }))
  const refusing = { ...setup, plan: { ...setup.plan, listeners } }
  const [first] = edgeWarnings(refusing, Date.now())
  t.match(first?.sentence, /^clients that ask for mail\.test are refused at \S+:\d+ \(unknownName: refuse\), as no /)
  const both = testSetup({ ...mailRule, certificates: [good] })
  const two = {
    plan: { ...setup.plan, listeners: [...listeners, ...both.plan.listeners] },
    certificates: [...setup.certificates, ...both.certificates],
  }
  t.notMatch(JSON.stringify(edgeWarnings(two, Date.now())), /NOT-COVERED/)
})

t.test('what is passed through needs no certificate here', async (t) => {
  const farms = { cas: [1], pass: farmOn('pass', [1], { passthrough: true }) }
  t.same(warn({ rules: ['pass.test -> pass', 'mail.test -> cas'], farms, certificates: [good] }), [])
})
