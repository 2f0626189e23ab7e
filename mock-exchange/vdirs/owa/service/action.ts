import { MailboxError } from '../../../mailbox/errors.ts'
import { type OwaCall, OwaNotFound } from '../call.ts'
import type { JsonPart } from './request.ts'

/** Something of the answer, in the names of EWS's schema. */
export type Json = Readonly<Record<string, unknown>>

/** An action of `service.svc`: a file of its own, and a line in `service/index.ts`. */
export interface ServiceAction {
  /** `action` of the URL. */
  readonly name: string
  /** The response messages, one for each thing asked for. */
  run(body: JsonPart, call: OwaCall): readonly Json[] | Promise<readonly Json[]>
}

/** A response message: what `work` gives, or EWS's code for what the mailbox refused. */
async function attempt(type: string, work: () => Json | Promise<Json>): Promise<Json> {
  const head = { __type: `${type}:#Exchange` }
  try {
    return { ...head, ResponseCode: 'NoError', ResponseClass: 'Success', ...(await work()) }
  } catch (error) {
    return { ...head, ...refusal(error), ResponseClass: 'Error', DescriptiveLinkKey: 0 }
  }
}

/** A response message for each member of a list. */
export function attemptEach(
  asked: JsonPart,
  type: string,
  work: (one: JsonPart) => Json | Promise<Json>,
): Promise<readonly Json[]> {
  return Promise.all(asked.list().map((one) => attempt(type, () => work(one))))
}

/** @throws what is no refusal */
function refusal(error: unknown): Json {
  if (error instanceof ServiceRefusal) return { ResponseCode: error.code, MessageText: error.message }
  if (error instanceof OwaNotFound) return { ResponseCode: 'ErrorItemNotFound', MessageText: error.message }
  if (error instanceof MailboxError) {
    const full = error.refusal === 'quota-exceeded'
    return { ResponseCode: full ? 'ErrorQuotaExceeded' : 'ErrorInvalidOperation', MessageText: error.message }
  }
  throw error
}

/** One thing cannot be done; `code` is one of EWS's. */
export class ServiceRefusal extends Error {
  override readonly name = 'ServiceRefusal'
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}
