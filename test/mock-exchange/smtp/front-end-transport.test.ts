// Front End Transport over the wire: what each connector takes, refuses, and delivers.

import { connect } from 'node:net'
import { connect as tlsConnect } from 'node:tls'
import t from 'tap'
import { SmtpConnection } from '../../../clients/smtp/connection.ts'
import { replyText } from '../../../clients/smtp/reply.ts'
import { mailboxesOf } from '../../../mock-exchange/mailbox/store.ts'
import { createExchangeWorld, type ExchangeWorld } from '../../clients/exchange.ts'
import { runAction } from '../../clients/run.ts'
import { invitation, meetingStart } from '../mailbox/mime/invitation.ts'

t.test('mail by SMTP', async (t) => {
  await using world = await createExchangeWorld()
  const { authority, server } = world
  world.name('contoso.com', 'MX', '10 mail.contoso.com.')

  const dial = (port: 25 | 587): SmtpConnection => {
    const at = server.sockets.find(({ endpoint }) => endpoint.port === port)?.port ?? 0
    return new SmtpConnection(connect(at, '127.0.0.1'), `cas1:${port}`, new AbortController().signal)
  }
  const say = async (connection: SmtpConnection, ...commands: readonly string[]): Promise<string[]> => {
    const replies: string[] = []
    for (const command of commands) replies.push(replyText(await connection.command(command)))
    return replies
  }
  const secure = (connection: SmtpConnection): Promise<void> =>
    new Promise((resolve, reject) => {
      const socket = tlsConnect({
        socket: connection.release(),
        servername: 'mail.contoso.com',
        ca: authority.certificate,
      })
      socket.once('error', reject)
      socket.once('secureConnect', () => {
        socket.off('error', reject)
        connection.resume(socket)
        resolve()
      })
    })

  await t.test('the Default Frontend greets and offers as Exchange does', async (t) => {
    using connection = dial(25)
    t.match(
      replyText(await connection.reply()),
      /^220 cas1\.\S+ Microsoft ESMTP MAIL Service ready at \w{3}, .* \+0000$/,
    )
    const { lines } = await connection.command('EHLO mail.fabrikam.com')
    t.match(lines[0], /^cas1\.\S+ Hello \[127\.0\.0\.1\]$/)
    t.same(lines.slice(1), ['SIZE 37748736', 'PIPELINING', 'DSN', 'ENHANCEDSTATUSCODES', 'STARTTLS', '8BITMIME'])
  })

  await t.test('strangers send to mailboxes here and nowhere else, before and after STARTTLS', async (t) => {
    using connection = dial(25)
    await connection.reply()
    const transaction = [
      'EHLO mail.fabrikam.com',
      'MAIL FROM:<ann@fabrikam.com>',
      'RCPT TO:<alice@contoso.com>',
      'RCPT TO:<nobody@contoso.com>',
      'RCPT TO:<someone@fabrikam.com>',
    ]
    const expected = [
      '250 2.1.0 Sender OK',
      '250 2.1.5 Recipient OK',
      '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup',
      '550 5.7.1 Unable to relay',
    ]
    t.same((await say(connection, ...transaction)).slice(1), expected)
    t.same(await say(connection, 'RSET', 'STARTTLS'), ['250 2.0.0 Resetting', '220 2.0.0 SMTP server ready'])
    await secure(connection)
    t.same((await say(connection, ...transaction)).slice(1), expected)
  })

  await t.test('a message that came in is read by the other protocols, its bytes kept', async (t) => {
    const before = (await runAction('ews.get-folder', world.context(), { url: 'https://mail.contoso.com' })).facts[
      'totalCount'
    ]
    const result = await runAction('smtp.send', world.context(), {
      from: 'ann@fabrikam.com',
      to: ['alice@contoso.com'],
      subject: 'Grüße',
      text: '.a line with a dot\n..two',
    })
    t.match(result, { ok: true, facts: { server: 'mail.contoso.com', encrypted: true, stage: 'sent' } })
    t.match(result.facts['reply'], /^250 2\.6\.0 <.*> \[InternalId=\d+, Hostname=cas1\..*\] Queued mail for delivery$/)
    const after = (await runAction('ews.get-folder', world.context(), { url: 'https://mail.contoso.com' })).facts[
      'totalCount'
    ]
    t.equal(Number(after), Number(before) + 1)
    const message = itemsOf(world).at(-1)
    if (message?.kind !== 'message') return t.fail('no message')
    t.equal(message.subject, 'Grüße')
    t.equal(message.body.content.trim().replaceAll('\r', ''), '.a line with a dot\n..two')
    t.match(
      message.mime?.toString('latin1'),
      /^Received: from fabrikam\.com \(.*\) by cas1\..* with Microsoft SMTP Server \(TLS\)/,
    )
  })

  await t.test('a meeting that came in stands in the calendar', async (t) => {
    using connection = dial(25)
    await connection.reply()
    await say(
      connection,
      'EHLO mail.fabrikam.com',
      'MAIL FROM:<ann@fabrikam.com>',
      'RCPT TO:<alice@contoso.com>',
      'DATA',
    )
    const [organizer, to] = ['ann@fabrikam.com', 'alice@contoso.com']
    const mime = invitation('REQUEST', { from: organizer, to, organizer, attendees: [`:mailto:${to}`] })
    t.match(replyText(await connection.message(mime)), /^250 2\.6\.0 /)
    t.match(itemsOf(world).at(-1), { itemClass: 'IPM.Schedule.Meeting.Request' })
    const calendar = itemsOf(world, 'calendar')
    t.match(calendar.at(-1), { subject: 'Plan', start: meetingStart, busyStatus: 'tentative' })
  })

  await t.test('the Client Frontend wants STARTTLS, then a log-on, then mail in the name of the user', async (t) => {
    using connection = dial(587)
    await connection.reply()
    t.match(await say(connection, 'EHLO pc', 'MAIL FROM:<alice@contoso.com>', 'AUTH LOGIN'), [
      /^250 /,
      '530 5.7.1 Client was not authenticated',
      '530 5.7.0 Must issue a STARTTLS command first',
    ])
    await say(connection, 'STARTTLS')
    await secure(connection)
    const base64 = (text: string): string => Buffer.from(text).toString('base64')
    const replies = await say(
      connection,
      'EHLO pc',
      'AUTH LOGIN',
      base64('CONTOSO\\alice'),
      base64('wrong'),
      'AUTH NTLM',
      'TlRMTVNTUAAB',
      'AUTH KERBEROS_V4',
    )
    t.match(replies[0], /AUTH NTLM LOGIN/)
    t.same(replies.slice(3), [
      '535 5.7.3 Authentication unsuccessful',
      '334 NTLM supported',
      '535 5.7.3 Authentication unsuccessful',
      '504 5.7.4 Unrecognized authentication type',
    ])
  })

  await t.test('nor does a user say to be somebody else within the message', async (t) => {
    const base64 = (text: string): string => Buffer.from(text).toString('base64')
    for (const [header, reply] of [
      ['From: Bob <bob@contoso.com>', '550 5.7.1 Client does not have permissions to send as this sender'],
      ['From: alice@contoso.com\r\nSender: bob@contoso.com', /^550 5\.7\.1 /],
      ['From: "bob@contoso.com" <ALICE@contoso.com>', /^250 2\.6\.0 /],
    ] as const) {
      using connection = dial(587)
      await connection.reply()
      await say(connection, 'EHLO pc', 'STARTTLS')
      await secure(connection)
      await say(connection, 'EHLO pc', 'AUTH LOGIN', base64('CONTOSO\\alice'), base64(world.user('alice').password))
      await say(connection, 'MAIL FROM:<alice@contoso.com>', 'RCPT TO:<bob@contoso.com>', 'DATA')
      const said = await connection.message(Buffer.from(`${header}\r\nSubject: who\r\n\r\nx\r\n`))
      t.match(replyText(said), reply, header)
    }
  })

  for (const auth of ['login', 'ntlm'] as const) {
    await t.test(`a user sends by ${auth}, but not as somebody else`, async (t) => {
      const options = { server: 'mail.contoso.com', port: 587, to: ['bob@contoso.com'], tls: 'required', auth } as const
      t.match(await runAction('smtp.send', world.context(), options), { ok: true, facts: { stage: 'sent' } })
      t.match(await runAction('smtp.send', world.context(), { ...options, from: 'bob@contoso.com' }), {
        ok: false,
        facts: { stage: 'data', reply: '550 5.7.1 Client does not have permissions to send as this sender' },
      })
    })
  }

  await t.test('what is out of order, unknown or too large gets its reply, and the server lives on', async (t) => {
    using connection = dial(25)
    await connection.reply()
    t.same(await say(connection, 'MAIL FROM:<a@b.test>', 'BANANA'), [
      '503 5.5.2 Send hello first',
      '500 5.3.3 Unrecognized command',
    ])
    await connection.command('EHLO x')
    t.same(await say(connection, 'RCPT TO:<alice@contoso.com>', 'DATA', 'MAIL FROM:a b'), [
      '503 5.5.2 Need mail command',
      '503 5.5.2 Need rcpt command',
      '501 5.1.7 Invalid address',
    ])
    t.match(await say(connection, 'MAIL FROM:<a@b.test> SIZE=99999999'), [/^552 5\.3\.4 /])
    using other = dial(25)
    t.match(await other.reply(), { code: 220 })
  })
})

function itemsOf(world: ExchangeWorld, folder: 'inbox' | 'calendar' = 'inbox') {
  const { clock } = world
  const mailbox = mailboxesOf({ clock, users: [], domain: 'contoso.com' }).byAddress(world.user('alice').mailbox)
  return mailbox === undefined ? [] : mailbox.items(mailbox.folder(folder))
}
