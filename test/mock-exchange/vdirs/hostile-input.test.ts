// Whatever the bytes are: readers give an answer or the one error that they declare, never another.

import fc from 'fast-check'
import t from 'tap'
import { readActiveSyncUri } from '../../../mock-exchange/vdirs/activesync/request-uri.ts'
import { readPoxRequest } from '../../../mock-exchange/vdirs/autodiscover/pox-request.ts'
import { readCookies } from '../../../mock-exchange/vdirs/cookies.ts'
import { readEnvelope } from '../../../mock-exchange/vdirs/ews/envelope.ts'
import { EwsError, EwsFault } from '../../../mock-exchange/vdirs/ews/errors.ts'
import { readEwsId } from '../../../mock-exchange/vdirs/ews/item-id.ts'
import { versionOf } from '../../../mock-exchange/vdirs/exchange-version.ts'
import { openTicket } from '../../../mock-exchange/vdirs/owa/logon-cookies.ts'
import { safeDestination } from '../../../mock-exchange/vdirs/owa/logon-urls.ts'
import { readWsMan } from '../../../mock-exchange/vdirs/powershell/wsman.ts'
import { XmlSyntaxError } from '../../../mock-exchange/xml/document.ts'
import { selfSigned } from '../support/certificates.ts'
import { exchangePlan } from './host.ts'

/** Text, text with the marks of XML, and text with the marks of URLs. */
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.constantFrom('<', '>', '/', 'a', ':', '"', '=', '&', ';', '!', '[', ']', '?', '-', ' ', 'xmlns'), {
      maxLength: 40,
    })
    .map((parts) => parts.join('')),
  fc
    .array(fc.constantFrom('?', '&', '=', 'Cmd', 'DeviceId', '%', '%zz', 'AAAA', '/', '+'), { maxLength: 20 })
    .map((parts) => parts.join('')),
)

/** Whether the work gives an answer or throws one of these. */
function holds(work: () => unknown, ...errors: readonly (new (...given: never[]) => Error)[]): boolean {
  try {
    work()
    return true
  } catch (error) {
    return errors.some((type) => error instanceof type)
  }
}

t.test('requests in text', async () => {
  const version = versionOf(exchangePlan())
  fc.assert(
    fc.property(text, (given) => {
      readActiveSyncUri(`/microsoft-server-activesync?${given}`)
      readPoxRequest(given)
      readWsMan(given)
      readCookies(given)
      return (
        /^https?:\/\//.test(safeDestination(given, 'h')) &&
        holds(() => readEnvelope(given, version), XmlSyntaxError, EwsFault) &&
        holds(() => readEwsId(given), EwsError) &&
        holds(() => readEwsId(Buffer.from(given).toString('base64')), EwsError)
      )
    }),
    { numRuns: 300 },
  )
})

t.test('the base64 query of ActiveSync gives back what was put in', async () => {
  const name = fc.stringMatching(/^[A-Za-z0-9]{1,32}$/)
  fc.assert(
    fc.property(name, name, fc.constantFrom(0, 4), (id, type, keyLength) => {
      const fields = [Buffer.from(id), Buffer.alloc(keyLength, 1), Buffer.from(type)]
      const bytes = [Buffer.of(141, 18, 9, 4), ...fields.flatMap((field) => [Buffer.of(field.length), field])]
      const uri = readActiveSyncUri(`/x?${Buffer.concat(bytes).toString('base64')}`)
      return uri?.command === 'Ping' && uri.deviceId === id && uri.deviceType === type && uri.protocolVersion === '14.1'
    }),
  )
})

t.test('logon cookies that were never ours', async () => {
  const key = selfSigned(['mail.contoso.com'])
  const names = ['cadata', 'cadatattl', 'cadatakey', 'cadataiv', 'cadatasig']
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom(...names), fc.base64String()), { minLength: 1 }),
      (pairs) => openTicket(new Map(pairs), key) === 'unreadable',
    ),
    { numRuns: 30 },
  )
})
