import fc from 'fast-check'
import t from 'tap'
import {
  authLevels,
  authTypes,
  decodePduHeader,
  decodeRequestHead,
  encodeRequest,
  findAuthVerifier,
  protectPdu,
  stubOffset,
  unprotectStub,
} from '../../../protocols/dcerpc/index.ts'
import { NtlmSession } from '../../../protocols/ntlm/index.ts'
import { ProtocolSyntaxError } from '../../../protocols/syntax-error.ts'

const agreement = { flags: 0xe28a8233, sessionKey: Buffer.alloc(16, 7) }
const protection = (side: 'client' | 'server', level: number) => ({
  session: new NtlmSession(agreement, side),
  type: authTypes.ntlm,
  level,
  contextId: 79_231,
})
const request = (stub: Uint8Array): Buffer =>
  encodeRequest({ callId: 3, context: 0, operation: 2, allocationHint: stub.length, stub })

t.test('a stub of any length comes out of a protected PDU as it went in', async (t) => {
  for (const level of [authLevels.packet, authLevels.integrity, authLevels.privacy]) {
    const [client, server] = [protection('client', level), protection('server', level)]
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (stub) => {
        const pdu = protectPdu(request(stub), stubOffset, client)
        t.equal(decodePduHeader(pdu).fragmentLength, pdu.length)
        t.match(findAuthVerifier(pdu), { type: 10, level, contextId: 79_231, value: { length: 16 } })
        t.equal((pdu.length - stubOffset - 24) % 16, 0, 'stub and padding are a multiple of 16')
        t.match(decodeRequestHead(pdu), { operation: 2, stubAt: stubOffset })
        return unprotectStub(pdu, stubOffset, server)?.equals(stub) === true
      }),
      { numRuns: 30 },
    )
  }
})

t.test('at privacy the stub cannot be read on the way; at integrity it can', async (t) => {
  const secret = Buffer.from('a secret of thirty-two bytes....')
  t.notOk(protectPdu(request(secret), stubOffset, protection('client', authLevels.privacy)).includes(secret))
  t.ok(protectPdu(request(secret), stubOffset, protection('client', authLevels.integrity)).includes(secret))
})

t.test('no byte of a protected PDU can be changed', async (t) => {
  for (const level of [authLevels.integrity, authLevels.privacy]) {
    const pdu = protectPdu(request(Buffer.alloc(40, 1)), stubOffset, protection('client', level))
    for (let at = 0; at < pdu.length; at++) {
      const damaged = Buffer.from(pdu)
      damaged[at] = (damaged[at] ?? 0) ^ 1
      let refused = false
      try {
        refused = unprotectStub(damaged, stubOffset, protection('server', level)) === undefined
      } catch (error) {
        refused = error instanceof ProtocolSyntaxError
      }
      if (!refused) t.fail(`byte ${at} was changed unseen at level ${level}`)
    }
  }
  t.equal(unprotectStub(request(Buffer.alloc(4)), stubOffset, protection('server', 6)), undefined, 'no trailer')
})
