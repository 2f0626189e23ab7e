import fc from 'fast-check'
import t from 'tap'
import { ntlmFlags } from '../../../protocols/ntlm/flags.ts'
import {
  type AuthenticateMessage,
  decodeAuthenticate,
  decodeChallenge,
  encodeAuthenticate,
  encodeChallenge,
} from '../../../protocols/ntlm/messages.ts'

const bytes = (maxLength: number) => fc.uint8Array({ maxLength }).map((each) => Buffer.from(each))
const latin = fc.string({
  unit: fc.integer({ min: 32, max: 255 }).map((code) => String.fromCharCode(code)),
  maxLength: 20,
})
const text = fc.string({ maxLength: 20 }).filter((each) => each.isWellFormed())
const other = ntlmFlags.version | ntlmFlags.extendedSessionSecurity

/** Texts that the character set of the flags can hold. */
const texts = fc.boolean().chain((unicode) =>
  fc.record({
    flags: fc.constant(((unicode ? ntlmFlags.unicode : ntlmFlags.oem) | other) >>> 0),
    one: unicode ? text : latin,
    two: unicode ? text : latin,
    three: unicode ? text : latin,
  }),
)

t.test('any Type 3 message goes there and back', async (t) => {
  const message: fc.Arbitrary<AuthenticateMessage> = fc
    .tuple(texts, bytes(24), bytes(300), bytes(16), fc.option(fc.uint8Array({ minLength: 16, maxLength: 16 })))
    .map(([{ flags, one, two, three }, lmResponse, ntResponse, encryptedSessionKey, mic]) => ({
      flags,
      domain: one,
      user: two,
      workstation: three,
      lmResponse,
      ntResponse,
      encryptedSessionKey,
      mic: mic === null ? undefined : Buffer.from(mic),
    }))
  fc.assert(
    fc.property(message, (sent) => {
      const wire = encodeAuthenticate(sent)
      const read = decodeAuthenticate(wire)
      // Where the payload would stand in the place of the MIC, there is none; a message without payload may have one.
      const payload = wire.length > 88 || sent.mic === undefined
      return encodeAuthenticate({ ...read, mic: payload ? sent.mic : read.mic }).equals(wire)
    }),
  )
  t.pass()
})

t.test('any Type 2 message goes there and back', async (t) => {
  const message = fc
    .tuple(texts, fc.uint8Array({ minLength: 8, maxLength: 8 }), bytes(200))
    .map(([{ flags, one }, challenge, targetInfo]) => ({
      flags: (flags | ntlmFlags.targetInfo) >>> 0,
      targetName: one,
      serverChallenge: Buffer.from(challenge),
      targetInfo,
    }))
  fc.assert(
    fc.property(message, (sent) => {
      const read = decodeChallenge(encodeChallenge(sent))
      return (
        read.flags === sent.flags &&
        read.targetName === sent.targetName &&
        read.serverChallenge.equals(sent.serverChallenge) &&
        read.targetInfo.equals(sent.targetInfo)
      )
    }),
  )
  t.pass()
})
