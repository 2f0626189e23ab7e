// Mail by SMTP: from another mail server to the MX of a domain, or from a user's mail program by port 587.
//
//   MX ─▶ connect ─▶ EHLO ─▶ STARTTLS, EHLO ─▶ AUTH ─▶ MAIL, RCPT …, DATA ─▶ queued

import { randomUUID } from 'node:crypto'
import * as z from 'zod'
import { dnsName, emailAddress, ipAddress, port } from '../../topology/schema/values.ts'
import type { ActionRun } from '../action-run.ts'
import { defineAction } from '../define-action.ts'
import { connectTo, secureSocket } from '../http/connect.ts'
import type { ActionResult } from '../types.ts'
import { authenticate, smtpMechanisms } from './authenticate.ts'
import { SmtpConnection } from './connection.ts'
import { type Extensions, readExtensions } from './extensions.ts'
import { mailExchangerOf } from './mail-exchanger.ts'
import { replyText, type SmtpReply } from './reply.ts'

const options = z.strictObject({
  server: z
    .union([dnsName, ipAddress])
    .optional()
    .describe('host to connect to; the MX of the first recipient when absent'),
  port: port.default(25).describe('25 between mail servers, 587 for mail programs'),
  from: emailAddress.optional().describe('sender; the address of the user when absent'),
  to: z.array(emailAddress).min(1).describe('recipients'),
  subject: z
    .string()
    .regex(/^[^\r\n]*$/, 'expected one line')
    .default('A message by SMTP')
    .describe('subject'),
  text: z.string().default('Sent by SMTP.').describe('text of the message'),
  tls: z
    .enum(['when-offered', 'required', 'never'])
    .default('when-offered')
    .describe('whether to encrypt by STARTTLS; the certificate must then hold'),
  auth: z
    .enum(['none', ...smtpMechanisms])
    .default('none')
    .describe('how to log on as the user of the step'),
})
type Options = z.output<typeof options>

export const smtpSend = defineAction({
  name: 'smtp.send',
  about:
    'A mail server or a mail program sends a message by SMTP. Facts: server, greeting, extensions, encrypted, reply, stage (connect, ehlo, starttls, auth, mail, rcpt, data, sent), messageId.',
  options,
  async act(run, wanted) {
    const [first = ''] = wanted.to
    const host = wanted.server ?? (await mailExchangerOf(run.context, first.slice(first.lastIndexOf('@') + 1)))
    const signal = run.context.signal
    run.note({ server: host, stage: 'connect', encrypted: false })
    const socket = await connectTo(run.context.from, { host, port: wanted.port }, { signal, onCertificate() {} })
    using connection = new SmtpConnection(socket, `${host}:${wanted.port}`, signal)
    return await converse(run, connection, host, wanted)
  },
})

async function converse(
  run: ActionRun,
  connection: SmtpConnection,
  host: string,
  { from = run.user.mailbox, to, subject, text, tls, auth }: Options,
): Promise<ActionResult> {
  const refused = (stage: string, reply: SmtpReply): ActionResult =>
    run.failed(`${host} refused ${stage.toUpperCase()}: ${replyText(reply)}.`, { stage, reply: replyText(reply) })
  const own = from.slice(from.lastIndexOf('@') + 1)

  const greeting = await connection.reply()
  run.note({ greeting: greeting.lines.join(' ') })
  if (greeting.code !== 220) return refused('connect', greeting)
  const hello = await connection.command(`EHLO ${own}`)
  if (hello.code !== 250) return refused('ehlo', hello)
  let extensions: Extensions = readExtensions(hello)
  if (tls !== 'never' && extensions.has('STARTTLS')) {
    const ready = await connection.command('STARTTLS')
    if (ready.code !== 220) return refused('starttls', ready)
    run.note({ stage: 'starttls' })
    extensions = await encrypt(run, connection, host, own)
  } else if (tls === 'required') {
    return run.failed(`${host} offers no STARTTLS.`, { stage: 'starttls' })
  }
  run.note({ extensions: [...extensions.keys()].join(' ') })
  if (auth !== 'none') {
    const reply = await authenticate(connection, auth, run.user)
    if (reply.code !== 235) return refused('auth', reply)
  }
  const sender = await connection.command(`MAIL FROM:<${from}>`)
  if (sender.code !== 250) return refused('mail', sender)
  for (const address of to) {
    const reply = await connection.command(`RCPT TO:<${address}>`)
    if (reply.code !== 250 && reply.code !== 251) return refused('rcpt', reply)
  }
  const ready = await connection.command('DATA')
  if (ready.code !== 354) return refused('data', ready)
  const messageId = `<${randomUUID()}@${own}>`
  const sent = await connection.message(mimeOf({ from, to, subject, text, messageId }))
  if (sent.code !== 250) return refused('data', sent)
  await connection.command('QUIT').catch(() => undefined)
  return run.ok(`${host} took the message to ${to.join(', ')}.`, { stage: 'sent', reply: replyText(sent), messageId })
}

async function encrypt(run: ActionRun, connection: SmtpConnection, host: string, own: string): Promise<Extensions> {
  const { from, signal } = run.context
  const secure = await secureSocket(
    from,
    connection.release(),
    { servername: host, where: host },
    signal,
    (certificate) => {
      run.certificate = certificate
    },
  )
  connection.resume(secure)
  run.note({ encrypted: true })
  return readExtensions(await connection.command(`EHLO ${own}`))
}

interface Message {
  readonly from: string
  readonly to: readonly string[]
  readonly subject: string
  readonly text: string
  readonly messageId: string
}

/** A plain message (RFC 5322), its text in Base64 so that no line is too long and no letter is lost. */
function mimeOf({ from, to, subject, text, messageId }: Message): Buffer {
  const encoded = /^[\x20-\x7e]*$/.test(subject) ? subject : `=?utf-8?B?${Buffer.from(subject).toString('base64')}?=`
  const body = Buffer.from(text.replace(/\r?\n/g, '\r\n')).toString('base64').replace(/.{76}/g, '$&\r\n')
  const head = [
    `Date: ${new Date().toUTCString().replace('GMT', '+0000')}`,
    `From: <${from}>`,
    `To: ${to.map((address) => `<${address}>`).join(', ')}`,
    `Subject: ${encoded}`,
    `Message-ID: ${messageId}`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
  ]
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}\r\n`)
}
