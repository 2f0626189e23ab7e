import * as z from 'zod'
import { element, textAt, type WbxmlElement } from '../../protocols/wbxml/index.ts'
import { emailAddress } from '../../topology/schema/values.ts'
import { placeOf } from '../words.ts'
import { definePhoneAction } from './define-phone-action.ts'
import { deviceOptions } from './device.ts'
import type { Phone } from './phone.ts'
import { statusText } from './status.ts'

export const activeSyncSend = definePhoneAction({
  name: 'activesync.send',
  about:
    'A phone sends a message (SendMail). Facts: to, subject, provisions (how often it got its policy); sendStatus or status when it is refused, redirects and redirectedTo after a 451.',
  options: z.strictObject({
    ...deviceOptions,
    to: z.union([emailAddress, z.array(emailAddress).min(1)]).describe('recipients'),
    subject: z.string().default('From the phone').describe('subject'),
    text: z.string().default('Sent from my phone').describe('the message, in plain text'),
  }),
  async act(run, phone, { to, subject, text }) {
    const recipients = [to].flat().join(', ')
    const mime = message({ from: run.user.mailbox, to: recipients, subject, text })
    const root = await phone.command('SendMail', phone.version < 140 ? mime : document(phone, mime))
    const facts = { to: recipients, subject }
    if (root !== undefined) {
      const sendStatus = textAt(root, 'Status') ?? ''
      const why = statusText(sendStatus)
      return run.failed(`${placeOf(phone.url)} did not send the message: ${why}.`, { ...facts, sendStatus })
    }
    return run.ok(`${placeOf(phone.url)} took the message "${subject}" for ${recipients}.`, facts)
  },
})

function document(phone: Phone, mime: Buffer): WbxmlElement {
  phone.memory.sent += 1
  const clientId = `${phone.setup.deviceId.slice(0, 16)}-${Date.now().toString(36)}-${phone.memory.sent}`
  return element(
    'ComposeMail',
    'SendMail',
    element('ComposeMail', 'ClientId', clientId),
    element('ComposeMail', 'SaveInSentItems'),
    element('ComposeMail', 'Mime', mime),
  )
}

interface Letter {
  readonly from: string
  readonly to: string
  readonly subject: string
  readonly text: string
}

/** A message as RFC 5322 and RFC 2047 have it. */
function message({ from, to, subject, text }: Letter): Buffer {
  const encoded = `=?utf-8?B?${Buffer.from(subject).toString('base64')}?=`
  const lines = [
    `From: ${from}`,
    `To: ${to}`,
    `Subject: ${/^[\x20-\x7e]*$/.test(subject) ? subject : encoded}`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from(text).toString('base64').replace(/.{76}/g, '$&\r\n'),
    '',
  ]
  return Buffer.from(lines.join('\r\n'))
}
