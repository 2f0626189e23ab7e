import fc from 'fast-check'
import t from 'tap'
import {
  createNegotiate,
  isSpnego,
  unwrapSpnego,
  wrapNegTokenInit,
  wrapNegTokenResp,
} from '../../../protocols/ntlm/index.ts'
import { encodeMechTypes, mechanisms } from '../../../protocols/ntlm/spnego.ts'

t.test('the four tokens of a negotiation go there and back', async (t) => {
  const token = createNegotiate()
  const init = wrapNegTokenInit(token)
  t.ok(isSpnego(init))
  t.match(init.toString('base64'), /^Y/, 'begins with Y in base64, as admins know it')
  t.match(unwrapSpnego(init), { kind: 'init', token, state: undefined, offersNtlm: true, prefersNtlm: true })
  for (const [bytes, expected] of [
    [wrapNegTokenResp(token, 'accept-incomplete'), { kind: 'response', token, state: 'accept-incomplete' }],
    [wrapNegTokenResp(token), { kind: 'response', token, state: undefined }],
    [
      wrapNegTokenResp(undefined, 'accept-completed'),
      { kind: 'response', token: undefined, state: 'accept-completed' },
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
  t.match(unwrapSpnego(kerberos), { kind: 'init', token: undefined, offersNtlm: false, prefersNtlm: false })
})

t.test('the list of mechanisms is kept as the client encoded it, as the MIC covers those bytes', async (t) => {
  const offer = [mechanisms.microsoftKerberos, mechanisms.kerberos, mechanisms.ntlm]
  const read = unwrapSpnego(wrapNegTokenInit(undefined, offer))
  t.match(read, { offersNtlm: true, prefersNtlm: false, token: undefined })
  t.same(read.mechTypes, encodeMechTypes(offer))
  t.equal(
    encodeMechTypes(offer).toString('hex'),
    '302206092a864882f71201020206092a864886f712010202060a2b06010401823702020a',
  )
})

t.test('the mechanism is named in a first answer only, a MIC wherever it is given', async (t) => {
  const token = createNegotiate()
  const named = Buffer.from('a10c060a2b06010401823702020a', 'hex')
  t.ok(wrapNegTokenResp(token, 'accept-incomplete').includes(named))
  t.ok(wrapNegTokenResp(undefined, 'request-mic').includes(named))
  t.notOk(wrapNegTokenResp(token, 'accept-incomplete', undefined, false).includes(named))
  t.notOk(wrapNegTokenResp(undefined, 'accept-completed').includes(named))
  const mechListMic = Buffer.alloc(16, 5)
  t.match(unwrapSpnego(wrapNegTokenResp(undefined, 'accept-completed', mechListMic)), { mechListMic })
})

t.test('any tokens and lists of mechanisms go there and back', async (t) => {
  const bytes = (maxLength: number) => fc.uint8Array({ maxLength }).map((each) => Buffer.from(each))
  fc.assert(
    fc.property(bytes(400), fc.array(bytes(12), { maxLength: 6 }), fc.option(bytes(20)), (token, offer, mic) => {
      const init = unwrapSpnego(wrapNegTokenInit(token, offer))
      const response = unwrapSpnego(wrapNegTokenResp(token, 'request-mic', mic ?? undefined))
      const same = (read: Buffer | undefined, sent: Buffer): boolean => read?.equals(sent) === true
      return (
        same(init.token, token) &&
        same(init.mechTypes, encodeMechTypes(offer)) &&
        same(response.token, token) &&
        response.state === 'request-mic' &&
        (mic === null ? response.mechListMic === undefined : same(response.mechListMic, mic))
      )
    }),
  )
  t.pass()
})
