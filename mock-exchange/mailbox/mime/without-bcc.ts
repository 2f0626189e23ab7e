/**
 * A message without its Bcc header, as recipients get it (RFC 5322 section 3.6.3); all other bytes stay. Messages without
 * one are given back as they are.
 */
export function withoutBcc(mime: Buffer): Buffer {
  const ends = [mime.indexOf('\r\n\r\n'), mime.indexOf('\n\n')].filter((at) => at >= 0)
  const end = Math.min(mime.length, ...ends)
  // One byte a character, so that nothing of it changes on the way.
  const head = mime.toString('latin1', 0, end)
  const rest = `\n${head}`.replace(/\nbcc[ \t]*:[^\n]*(?:\n[ \t][^\n]*)*/gi, '').slice(1)
  if (rest.length === head.length) return mime
  return Buffer.concat([Buffer.from(rest, 'latin1'), mime.subarray(end)])
}
