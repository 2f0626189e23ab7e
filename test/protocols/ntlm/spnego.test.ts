import t from 'tap'
import {
  createNegotiate,
  isSpnego,
  mechTypesOfNtlm,
  unwrapSpnego,
  wrapNegTokenInit,
  wrapNegTokenResp,
} from '../../../protocols/ntlm/index.ts'

t.test('the four tokens of a negotiation go there and back', async (t) => {
  const token = createNegotiate()
  const init = wrapNegTokenInit(token)
  t.ok(isSpnego(init))
  t.match(init.toString('base64'), /^Y/, 'begins with Y in base64, as admins know it')
  t.match(unwrapSpnego(init), { kind: 'init', token, state: undefined, offersNtlm: true, mechTypes: mechTypesOfNtlm })
  for (const [bytes, expected] of [
    [wrapNegTokenResp(token, 'accept-incomplete'), { kind: 'response', token, state: 'accept-incomplete' }],
    [wrapNegTokenResp(token), { kind: 'response', token, state: undefined }],
    [
      wrapNegTokenResp(undefined, 'accept-completed'),
      { kind: 'response', token: undefined, state: 'accept-completed' },
    ],
    [
      wrapNegTokenResp(undefined, 'accept-completed', token),
      { token: undefined, state: 'accept-completed', mechListMic: token },
    ],
    [wrapNegTokenResp(undefined, 'reject'), { kind: 'response', token: undefined, state: 'reject' }],
  ] as const) {
    t.ok(isSpnego(bytes))
    t.match(unwrapSpnego(bytes), expected)
  }
})

t.test('the final answer has the bytes of RFC 4178', async (t) => {
  t.equal(wrapNegTokenResp(undefined, 'accept-completed').toString('hex'), 'a1073005a0030a0100')
})

t.test('long tokens have long lengths', async (t) => {
  for (const length of [0x7f, 0x80, 0xff, 0x100, 0xffff, 0x10000]) {
    const token = Buffer.alloc(length, 1)
    t.same(unwrapSpnego(wrapNegTokenInit(token)).token, token, `${length} bytes`)
  }
})

t.test('a bare NTLM message is not SPNEGO', async (t) => {
  t.notOk(isSpnego(createNegotiate()))
})

t.test('an offer of Kerberos alone does not offer NTLM', async (t) => {
  const kerberos = Buffer.from('601a06062b0601050502a010300ea00c300a06082a864886f7120102', 'hex')
  kerberos[1] = kerberos.length - 2
  t.match(unwrapSpnego(kerberos), { kind: 'init', token: undefined, offersNtlm: false })
})
