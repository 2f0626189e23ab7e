import t from 'tap'
import type { RpcInterface } from '../../../mock-exchange/rpc/types.ts'
import {
  authLevels,
  authTypes,
  bindNakReasons,
  decodeBindNak,
  decodeFault,
  encodeBind,
  faultStatus,
  ndr,
  pduFlags,
  protectPdu,
  stubOffset,
  unprotectStub,
} from '../../../protocols/dcerpc/index.ts'
import { createNegotiate } from '../../../protocols/ntlm/index.ts'
import { bob } from '../vdirs/host.ts'
import { Caller } from './caller.ts'
import { bindAs } from './log-on.ts'

const whoAmI: RpcInterface = {
  name: 'Who am I',
  syntax: { id: '11111111-2222-4333-8444-555555555555', major: 1, minor: 0 },
  ports: [6001],
  operations: {
    0: (_stub, { user, authLevel }) => Buffer.from(`${user.user} ${authLevel}`),
    1: (stub) => stub,
  },
}
// HTTP was logged on as bob, RPC is as alice.
const caller = (): Caller => new Caller({ interfaces: [whoAmI], user: bob })
const none = Buffer.alloc(0)

for (const type of [authTypes.ntlm, authTypes.negotiate]) {
  for (const level of [authLevels.packet, authLevels.integrity, authLevels.privacy]) {
    t.test(`type ${type}, level ${level}: calls are protected both ways, in fragments as well`, async (t) => {
      const client = caller()
      const { protection } = bindAs(client, whoAmI.syntax, { type, level })
      const call = (operation: number, stub: Buffer): Buffer => {
        const answers = client.tell(protectPdu(client.request(operation, stub), stubOffset, protection))
        return Buffer.concat(answers.map((pdu) => unprotectStub(pdu, stubOffset, protection) ?? none))
      }
      t.equal(call(0, none).toString(), `alice ${level}`)
      const long = Buffer.alloc(30_000, 'long ')
      t.ok(call(1, long).equals(long))

      const parts = [long.subarray(0, 16_000), long.subarray(16_000)]
      const [first, last] = parts.map((part) => client.request(1, part))
      if (first === undefined || last === undefined) return
      first.writeUInt8(pduFlags.first, 3)
      last.writeUInt8(pduFlags.last, 3)
      last.writeUInt32LE(first.readUInt32LE(12), 12)
      client.tell(protectPdu(first, stubOffset, protection))
      const answers = client.tell(protectPdu(last, stubOffset, protection))
      t.ok(Buffer.concat(answers.map((pdu) => unprotectStub(pdu, stubOffset, protection) ?? none)).equals(long))
    })
  }
  t.test(`type ${type}, level connect: the bind says who calls`, async (t) => {
    const client = caller()
    bindAs(client, whoAmI.syntax, { type, level: authLevels.connect })
    t.same(client.call(0), Buffer.from('alice 2'))
  })
}

t.test('without RPC security the log-on of HTTP counts', async (t) => {
  const client = caller()
  client.bind(whoAmI.syntax)
  t.same(client.call(0), Buffer.from('bob 1'))
})

t.test('a wrong password shows at the first request with NTLM, at once with SPNEGO', async (t) => {
  const password = 'guess'
  const bare = caller()
  const { last, protection } = bindAs(bare, whoAmI.syntax, { type: authTypes.ntlm, level: 6, password })
  t.equal(last, undefined, 'auth3 has no answer')
  const [fault = none] = bare.tell(protectPdu(bare.request(0, none), stubOffset, protection))
  t.equal(decodeFault(fault), faultStatus.accessDenied)

  const wrapped = caller()
  const { last: refusal = none } = bindAs(wrapped, whoAmI.syntax, { type: authTypes.negotiate, level: 6, password })
  t.equal(decodeFault(refusal), faultStatus.accessDenied)
})

t.test('who has promised to sign must sign, and with the right key', async (t) => {
  const client = caller()
  const { protection } = bindAs(client, whoAmI.syntax, { type: authTypes.ntlm, level: authLevels.integrity })
  t.equal(client.call(0), faultStatus.accessDenied, 'no signature')
  const signed = protectPdu(client.request(1, Buffer.alloc(8)), stubOffset, protection)
  signed.writeUInt8(1, stubOffset)
  t.equal(decodeFault(client.tell(signed)[0] ?? none), faultStatus.accessDenied, 'changed on the way')
  const other = { ...protection, contextId: 8 }
  const [fault = none] = client.tell(protectPdu(client.request(0, none), stubOffset, other))
  t.equal(decodeFault(fault), faultStatus.accessDenied, 'a context that was never set up')
})

t.test('a bind with a provider that is not there, a level that is none, or no token of NTLM is refused', async (t) => {
  const contexts = [{ id: 0, interface: whoAmI.syntax, transfers: [ndr] }]
  const reason = (type: number, level: number, value: Buffer): number => {
    const bind = { callId: 1, maxFragment: 5_840, associationGroup: 0, contexts }
    const [nak = none] = caller().tell(encodeBind(bind, { auth: { type, level, contextId: 1, value } }))
    return decodeBindNak(nak)
  }
  t.equal(reason(16, 6, Buffer.from('Kerberos')), bindNakReasons.authenticationTypeNotRecognised)
  t.equal(reason(10, 7, createNegotiate()), bindNakReasons.invalidChecksum)
  t.equal(reason(10, 6, Buffer.from('garbage')), bindNakReasons.invalidChecksum)
  t.equal(reason(9, 6, Buffer.from('601e06', 'hex')), bindNakReasons.invalidChecksum)
})
