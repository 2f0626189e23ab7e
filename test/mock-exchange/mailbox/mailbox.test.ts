import t from 'tap'
import { createClock } from '../../../base/clock.ts'
import { guidBytes, guidOf } from '../../../mock-exchange/mailbox/guid.ts'
import { mailboxesOf } from '../../../mock-exchange/mailbox/store.ts'
import { alice, bob, operator } from '../vdirs/host.ts'

const organisation = () => ({ clock: createClock(), users: [alice, bob, operator], domain: 'contoso.com' })
const letter = (to: string) => ({
  subject: 'Hello',
  from: { name: 'Alice', address: alice.mailbox },
  to: [{ name: '', address: to }],
  text: 'Hello.',
})

t.test('mailboxes are the same in every run, and belong to one lab', async (t) => {
  const [one, other] = [organisation(), organisation()]
  const inbox = (lab: ReturnType<typeof organisation>) => mailboxesOf(lab).of(alice)?.folder('inbox')
  t.same(inbox(one)?.entryId, inbox(other)?.entryId)
  t.equal(mailboxesOf(one), mailboxesOf({ ...one }), 'all servers of a lab see the same')
  t.not(mailboxesOf(one), mailboxesOf(other))
  mailboxesOf(one).deliver(letter(bob.mailbox))
  t.same(
    [one, other].map((lab) => mailboxesOf(lab).of(bob)?.messagesIn('inbox').length),
    [3, 2],
  )
  for (const { clock } of [one, other]) clock[Symbol.dispose]()
})

t.test('a mailbox is found by address and GUID, whatever their case; without a server there is none', async (t) => {
  const lab = organisation()
  const store = mailboxesOf(lab)
  t.equal(store.byAddress('ALICE@Contoso.com'), store.of(alice))
  t.equal(store.byGuid(alice.mailboxGuid.toUpperCase()), store.of(alice))
  t.equal(store.of(operator), undefined)
  lab.clock[Symbol.dispose]()
})

t.test('what changes is told, once per message, until one no longer listens', async (t) => {
  const lab = organisation()
  const mailbox = mailboxesOf(lab).of(bob)
  const before = mailbox?.folder('inbox').change ?? 0
  const heard: string[] = []
  const stop = mailbox?.onChange(({ folder, message }) => heard.push(`${folder.displayName}: ${message.subject}`))
  mailboxesOf(lab).deliver(letter(bob.mailbox))
  stop?.()
  mailboxesOf(lab).deliver(letter(bob.mailbox))
  t.same(heard, ['Inbox: Hello'])
  t.ok((mailbox?.folder('inbox').change ?? 0) > before)
  t.same([mailbox?.messagesIn('inbox').length, mailbox?.unreadIn('inbox')], [4, 3])
  lab.clock[Symbol.dispose]()
})

t.test('mail to nobody comes back as a report', async (t) => {
  const lab = organisation()
  mailboxesOf(lab).deliver(letter(operator.mailbox))
  t.match(mailboxesOf(lab).of(alice)?.messagesIn('inbox').at(-1), {
    subject: 'Undeliverable: Hello',
    text: /operator@contoso\.com/,
  })
  lab.clock[Symbol.dispose]()
})

t.test('entry ids have the sizes and types of [MS-OXCDATA]', async (t) => {
  const lab = organisation()
  const mailbox = mailboxesOf(lab).of(alice)
  const folder = mailbox?.folder('inbox').entryId
  const message = mailbox?.messagesIn('inbox')[0]?.entryId
  t.same([folder?.length, folder?.readUInt16LE(20)], [46, 1])
  t.same([message?.length, message?.readUInt16LE(20)], [70, 7])
  lab.clock[Symbol.dispose]()
})

t.test('GUIDs made of words are well-formed, and go to bytes as Windows writes them', async (t) => {
  t.match(guidOf('a', 'b'), /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/)
  t.not(guidOf('a', 'b'), guidOf('ab'))
  t.equal(guidBytes('00112233-4455-6677-8899-aabbccddeeff').toString('hex'), '33221100554477668899aabbccddeeff')
})
