/** A reply: its code, and the text of its lines. */
export interface SmtpReply {
  readonly code: number
  readonly lines: readonly string[]
}

/** The reply as one line: `550 5.7.1 Unable to relay`. */
export const replyText = ({ code, lines }: SmtpReply): string => `${code} ${lines.join(' / ')}`

/** A whole reply and what came after it; `undefined` while more is to come; the line that belongs to no reply. */
export type TakenReply =
  | { readonly reply: SmtpReply; readonly rest: string }
  | { readonly malformed: string }
  | undefined

/** Takes the first reply off what was received (RFC 5321 section 4.2): `250-` goes on, `250 ` ends it. */
export function takeReply(received: string): TakenReply {
  const lines: string[] = []
  let code: string | undefined
  for (let at = 0; ; ) {
    const end = received.indexOf('\r\n', at)
    if (end < 0) return undefined
    const line = received.slice(at, end)
    const [, own, more, text = ''] = /^([2-5]\d\d)([ -]?)(.*)$/.exec(line) ?? []
    // All lines of a reply have the same code.
    if (own === undefined || (code !== undefined && own !== code)) return { malformed: line.slice(0, 80) }
    code = own
    lines.push(text)
    at = end + 2
    if (more !== '-') return { reply: { code: Number(code), lines }, rest: received.slice(at) }
  }
}
