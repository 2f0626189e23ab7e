// Headers of messages, from the MIME that they came with, or from what they say.

import type { Address, Message } from './item.ts'

/** Longest head that is looked at. */
const longestHead = 262_144

const heads = new WeakMap<Message, readonly (readonly [name: string, value: string])[]>()

/** Name and unfolded value of each header, in order; none for a draft that was never MIME. */
export function headersOf(message: Message): readonly (readonly [name: string, value: string])[] {
  const known = heads.get(message)
  if (known !== undefined) return known
  const headers = parse(message.mime === undefined ? written(message) : headOf(message.mime))
  heads.set(message, headers)
  return headers
}

/** All headers as one text, as PidTagTransportMessageHeaders has them. */
export function headText(message: Message): string {
  return message.mime === undefined ? written(message) : headOf(message.mime)
}

function headOf(mime: Buffer): string {
  const end = [mime.indexOf('\r\n\r\n'), mime.indexOf('\n\n')].filter((at) => at >= 0)
  return `${mime.toString('utf8', 0, Math.min(longestHead, mime.length, ...end)).replace(/\r?\n/g, '\r\n')}\r\n`
}

function parse(head: string): [string, string][] {
  return head
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n')
    .flatMap((line): [string, string][] => {
      const match = /^([!-9;-~]+):[ \t]*(.*)$/.exec(line)
      return match === null ? [] : [[match[1] ?? '', match[2] ?? '']]
    })
}

function written(message: Message): string {
  const { from, sender, to, cc, subject, sentAt, messageId, inReplyTo, references } = message
  const list = (addresses: readonly Address[]): string => addresses.map(mailbox).join(', ')
  const lines = [
    ['From', from && mailbox(from)],
    ['Sender', sender && sender.address !== from?.address ? mailbox(sender) : undefined],
    ['To', list(to)],
    ['Cc', list(cc)],
    ['Subject', encoded(subject)],
    ['Date', sentAt === undefined ? undefined : new Date(sentAt).toUTCString().replace('GMT', '+0000')],
    ['Message-ID', messageId],
    ['In-Reply-To', inReplyTo],
    ['References', references],
    ['MIME-Version', '1.0'],
  ]
  return lines
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')
}

function mailbox({ name, address }: Address): string {
  return `${/^[\w .-]*$/.test(name) ? name : encoded(`"${name.replaceAll('"', '')}"`)} <${address}>`
}

/** A text as RFC 2047 lets headers have it. */
function encoded(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text
  return `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`
}
