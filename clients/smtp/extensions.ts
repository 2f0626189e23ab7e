import type { SmtpReply } from './reply.ts'

/** What EHLO was answered with: keywords in capitals, each with its parameters. */
export type Extensions = ReadonlyMap<string, readonly string[]>

/** Reads the answer to EHLO: the first line greets, each other one names an extension (RFC 5321 section 4.1.1.1). */
export function readExtensions({ lines }: SmtpReply): Extensions {
  return new Map(
    lines.slice(1).map((line) => {
      // `AUTH=LOGIN` is how servers wrote it before RFC 2554.
      const [keyword = '', ...parameters] = line.trim().split(/[ =]+/)
      return [keyword.toUpperCase(), parameters.map((one) => one.toUpperCase())]
    }),
  )
}
