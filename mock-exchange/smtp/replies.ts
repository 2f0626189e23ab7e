// The words of Exchange's transport in the place of the library's own: what an admin sees in a protocol log or a bounce.

import { lookupTable } from '../../base/lookup-table.ts'

/** A reply to be sent: code, and text with its enhanced status code (RFC 3463) where it has one. */
export interface Reply {
  readonly code: number
  readonly text: string
}

type Rule = readonly [code: number, pattern: RegExp, text: string, otherCode?: number]

/** By code and the library's words; the first that fits. */
const rules: readonly Rule[] = [
  [220, /start TLS/i, '2.0.0 SMTP server ready'],
  [221, /./, '2.0.0 Service closing transmission channel'],
  [235, /./, '2.7.0 Authentication successful'],
  [250, /^Flushed/, '2.0.0 Resetting'],
  [250, /^OK$/, '2.0.0 OK'],
  [252, /./, '2.1.5 Cannot VRFY user'],
  [354, /./, 'Start mail input; end with <CRLF>.<CRLF>'],
  [421, /Timeout/i, '4.4.1 Connection timed out'],
  [
    421,
    /Too many connected/i,
    '4.3.2 The maximum number of concurrent connections has exceeded a limit, closing transmission channel',
  ],
  [421, /shutting down/i, '4.3.2 Service not available, closing transmission channel'],
  [421, /./, '4.7.0 Too many errors on this connection, closing transmission channel'],
  [452, /recipients/i, '4.5.3 Too many recipients'],
  [500, /./, '5.3.3 Unrecognized command'],
  [501, /sender address/i, '5.1.7 Invalid address'],
  [501, /recipient address/i, '5.1.3 Invalid address'],
  [501, /./, '5.5.4 Invalid arguments'],
  [503, /HELO/i, '5.5.2 Send hello first'],
  [503, /nested/i, '5.5.2 Sender already specified'],
  [503, /need MAIL/i, '5.5.2 Need mail command'],
  [503, /need RCPT/i, '5.5.2 Need rcpt command'],
  [503, /./, '5.5.2 Bad sequence of commands'],
  [504, /./, '5.7.4 Unrecognized authentication type'],
  [535, /./, '5.7.3 Authentication unsuccessful'],
  [538, /./, '5.7.0 Must issue a STARTTLS command first', 530],
  [552, /size/i, '5.3.4 Message size exceeds fixed maximum message size'],
]

/** By what the library says that a reply is about. */
const contexts = lookupTable<string>({
  MAIL_FROM_OK: '2.1.0 Sender OK',
  RCPT_TO_OK: '2.1.5 Recipient OK',
})

/** The reply as Exchange words it. What has an enhanced status code already is ours and stays. */
export function exchangeReply(code: number, said: string, context: string | false | undefined): Reply {
  if (/^\d\.\d+\.\d+ /.test(said)) return { code, text: said }
  const known = typeof context === 'string' ? contexts[context] : undefined
  if (known !== undefined) return { code, text: known }
  const rule = rules.find(([of, pattern]) => of === code && pattern.test(said))
  return rule === undefined ? { code, text: said } : { code: rule[3] ?? code, text: rule[2] }
}
