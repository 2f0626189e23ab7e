// What a DNS server makes of one message: an answer of its zones, one of the server it forwards to, or a refusal.
//
//   query ─ readable? ─ a zone holds the name? ─ yes ─ answer (an alias that leads outside is followed by forwarding)
//                                              └ no ── forwarding? ─ ask there, else REFUSED

import { answerFrom, type ZoneAnswer, type ZoneTable } from './answer.ts'
import type { Forwarder } from './forwarder.ts'
import { decodeOrNone } from './query.ts'
import type { Rcode } from './rcodes.ts'
import { type Asked, encodeReply, fitMessage, type Reply } from './reply.ts'
import { flags, readHeader, readQuestion } from './wire.ts'

export interface Responder {
  readonly zones: ZoneTable
  readonly forwarder: Forwarder | undefined
}

/** The reply to a message; undefined when it deserves none: too short to be one, or a reply itself. Never throws. */
export async function respond(
  responder: Responder,
  message: Buffer,
  transport: Asked['transport'],
): Promise<Buffer | undefined> {
  const read = readQuery(message, transport)
  if (read === undefined) return undefined
  const recursionAvailable = responder.forwarder !== undefined
  const { asked, type, refusal } = read
  if (refusal !== undefined) return encodeReply(asked, { rcode: refusal, recursionAvailable })
  try {
    const question = asked.question
    const found = question && answerFrom(responder.zones, { ...question, type })
    return await answer(responder, asked, found, type, message)
  } catch {
    // The server stops, or a record that no message can hold.
    return encodeReply(asked, { rcode: 'SERVFAIL', recursionAvailable })
  }
}

interface ReadQuery {
  readonly asked: Asked
  readonly type: string
  readonly refusal: Reply['rcode'] | undefined
}

/** Takes a query apart; says what is wrong with it, if anything. */
function readQuery(message: Buffer, transport: Asked['transport']): ReadQuery | undefined {
  const header = readHeader(message)
  if (header === undefined || (header.flags & flags.response) !== 0) return undefined
  // Other operations have other things where the question is.
  const question = header.opcode === 0 && header.questions === 1 ? readQuestion(message) : undefined
  const asked: Asked = { header, question, edns: undefined, transport }
  if (header.opcode !== 0) return { asked, type: '', refusal: 'NOTIMP' }
  const packet = question === undefined ? undefined : decodeOrNone(message)
  const opts = packet?.additionals?.filter((record) => record.type === 'OPT') ?? []
  if (question === undefined || packet === undefined || opts.length > 1) return { asked, type: '', refusal: 'FORMERR' }
  const [opt] = opts
  const edns = opt === undefined ? undefined : { size: opt.udpPayloadSize, dnssecOk: opt.flag_do }
  const type: string = packet.questions?.[0]?.type ?? ''
  const unknownVersion = opt !== undefined && opt.ednsVersion > 0
  return { asked: { ...asked, edns }, type, refusal: unknownVersion ? 'BADVERS' : refusalFor(type, question.class) }
}

/** Types that are no data: OPT, TKEY, TSIG, MAILB, MAILA and the reserved 0 (RFC 6895 section 3.1). */
const noData = ['OPT', 'TKEY', 'TSIG', 'UNKNOWN_253', 'UNKNOWN_254', 'UNKNOWN_0']

/** Questions that no zone answers: other classes than IN, transfers of whole zones, types that are no data. */
function refusalFor(type: string, klass: number): Rcode | undefined {
  if (type === 'AXFR' || type === 'IXFR' || klass !== 1) return 'REFUSED'
  return noData.includes(type) ? 'NOTIMP' : undefined
}

async function answer(
  { forwarder: other }: Responder,
  asked: Asked,
  found: ZoneAnswer | undefined,
  type: string,
  message: Buffer,
): Promise<Buffer> {
  const recursionAvailable = other !== undefined
  const forwarder = (asked.header.flags & flags.recursionDesired) === 0 ? undefined : other
  const failed = () => encodeReply(asked, { rcode: 'SERVFAIL', recursionAvailable })
  if (forwarder !== undefined && (found === undefined || found.referral === true)) {
    const passed = await forwarder.pass(message)
    return passed === undefined ? failed() : fitMessage(asked, passed)
  }
  if (found === undefined) return encodeReply(asked, { rcode: 'REFUSED', recursionAvailable })
  if (forwarder === undefined || found.leadsTo === undefined)
    return encodeReply(asked, { ...found, recursionAvailable })
  const rest = await forwarder.lookUp(found.leadsTo, type)
  if (rest === undefined) return failed()
  const { rcode, authorities } = rest
  const answers = [...found.answers, ...rest.answers]
  return encodeReply(asked, { rcode, authoritative: true, recursionAvailable, answers, authorities })
}
