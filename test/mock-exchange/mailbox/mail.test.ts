import t, { type Test } from 'tap'
import { createClock } from '../../../base/clock.ts'
import { message } from '../../../mock-exchange/mailbox/item.ts'
import type { Mailbox } from '../../../mock-exchange/mailbox/mailbox.ts'
import { readMime } from '../../../mock-exchange/mailbox/mime/read-mime.ts'
import { writeMime } from '../../../mock-exchange/mailbox/mime/write-mime.ts'
import { MailboxStore } from '../../../mock-exchange/mailbox/store.ts'
import { splitSubject } from '../../../mock-exchange/mailbox/subject.ts'
import { alice, bob, operator } from '../vdirs/host.ts'
import { letter } from './letter.ts'

function open(t: Test, users = [alice, bob, operator]): { store: MailboxStore; of: (user: typeof alice) => Mailbox } {
  const clock = createClock()
  t.teardown(() => clock[Symbol.dispose]())
  const store = new MailboxStore({ clock, users, domain: 'contoso.com' })
  const of = (user: typeof alice): Mailbox => store.of(user) as Mailbox
  return { store, of }
}

const newest = (mailbox: Mailbox) => mailbox.items(mailbox.folder('inbox')).at(-1)

t.test(
  'a message that a user sends arrives with date, id and sender; who is in Bcc gets it, and nobody sees that',
  async (t) => {
    const { store, of } = open(t)
    const sent = store.transport.submit(
      of(alice),
      message({ subject: 'Lunch', bcc: [{ name: 'Bob', address: 'BOB@contoso.com' }] }),
    )
    const arrived = newest(of(bob))
    t.match(arrived, { subject: 'Lunch', from: { address: alice.mailbox }, bcc: [], draft: false, read: false })
    t.match(sent.messageId, /^<[0-9a-f-]{36}@contoso\.com>$/)
    t.ok(sent.sentAt)
  },
)

t.test('mail to nobody, or to a full mailbox, comes back as a report', async (t) => {
  const content = { folders: [], messages: [], appointments: [], contacts: [] }
  const { store, of } = open(t, [alice, { ...bob, quota: 100, content }, operator])
  store.deliver(letter(alice, operator.mailbox))
  t.match(newest(of(alice)), { subject: 'Undeliverable: Hello', body: { content: /operator@contoso\.com.*5\.1\.1/ } })
  store.deliver(letter(alice, bob.mailbox))
  t.match(newest(of(alice)), { body: { content: /bob@contoso\.com.*5\.2\.2/ } })
  t.equal(newest(of(bob)), undefined)
})

t.test('a message in MIME is read with its parts, and written back as the same bytes', async (t) => {
  const mime = Buffer.from(
    [
      'From: =?UTF-8?Q?Al=C3=ADce?= <alice@contoso.com>',
      'To: Team: Bob <bob@contoso.com>, carla@fabrikam.com;',
      'Subject: =?ISO-8859-1?Q?Gr=FC=DFe?=',
      'Date: Mon, 02 Jun 2014 10:00:00 +0200',
      'Message-ID: <1@contoso.com>',
      'Importance: High',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: text/html; charset=utf-8',
      '',
      '<p>Hello</p>',
      '--b',
      'Content-Type: application/pdf; name=a.pdf',
      'Content-Disposition: attachment; filename=a.pdf',
      'Content-Transfer-Encoding: base64',
      '',
      'JVBERg==',
      '--b--',
      '',
    ].join('\r\n'),
  )
  const read = await readMime(mime)
  t.match(read, {
    subject: 'Grüße',
    from: { name: 'Alíce', address: 'alice@contoso.com' },
    to: [{ address: 'bob@contoso.com' }, { address: 'carla@fabrikam.com' }],
    sentAt: Date.UTC(2014, 5, 2, 8),
    messageId: '<1@contoso.com>',
    importance: 'high',
    body: { type: 'html', content: /<p>Hello<\/p>/ },
  })
  t.same(
    read.attachments.map(({ name, contentType, content }) => [name, contentType, content.toString()]),
    [['a.pdf', 'application/pdf', '%PDF']],
  )
  t.equal(await writeMime(read), mime)
})

t.test('what has no MIME is written as it says, the same each time, without Bcc', async (t) => {
  const content = message({
    subject: 'Grüße',
    from: { name: 'Alice', address: alice.mailbox },
    to: [{ name: 'Bob', address: bob.mailbox }],
    bcc: [{ name: 'Carla', address: 'carla@fabrikam.com' }],
    sentAt: Date.UTC(2014, 5, 2),
    body: { type: 'html', content: '<p>1 &lt; 2</p>' },
    attachments: [{ name: 'ü.txt', contentType: 'text/plain', content: Buffer.from('x'), inline: false }],
  })
  const [one, other] = [await writeMime(content), await writeMime(content)]
  t.same(one, other)
  t.notMatch(one.toString(), /carla/)
  const read = await readMime(one)
  t.match(read, { subject: 'Grüße', to: content.to, sentAt: content.sentAt, body: { plain: /1 < 2/ } })
  t.equal(read.attachments[0]?.name, 'ü.txt')
})

t.test('MIME that nests too deep is refused', async (t) => {
  const nested = Array.from(
    { length: 200 },
    (_, level) => `Content-Type: multipart/mixed; boundary=b${level}\r\n\r\n--b${level}\r\n`,
  )
  await t.rejects(readMime(Buffer.from(nested.join(''))), { name: 'MailboxError' })
})

t.test('a subject is parted as MAPI does, the same for all protocols', async (t) => {
  for (const [subject, prefix, rest] of [
    ['RE: Lunch', 'RE: ', 'Lunch'],
    ['AW: RE: Lunch', 'AW: ', 'RE: Lunch'],
    ['10: the plan', '', '10: the plan'],
    ['Plan: B', '', 'Plan: B'],
    ['RE:Lunch', '', 'RE:Lunch'],
    ['', '', ''],
  ] as const) {
    t.same(splitSubject(subject), { prefix, rest }, subject)
  }
})
