import t, { type Test } from 'tap'
import { createClock } from '../../../base/clock.ts'
import type { MailboxEvent } from '../../../mock-exchange/mailbox/changes.ts'
import { guidBytes, guidOf } from '../../../mock-exchange/mailbox/guid.ts'
import { message } from '../../../mock-exchange/mailbox/item.ts'
import { Mailbox } from '../../../mock-exchange/mailbox/mailbox.ts'
import { mailboxesOf } from '../../../mock-exchange/mailbox/store.ts'
import { alice, bob, operator } from '../vdirs/host.ts'
import { letter, refusalOf } from './letter.ts'

function organisation(t: Test) {
  const clock = createClock()
  t.teardown(() => clock[Symbol.dispose]())
  return { clock, users: [alice, bob, operator], domain: 'contoso.com' }
}

function empty(): Mailbox {
  return new Mailbox({ ...alice, quota: 10_000 }, () => Date.UTC(2014, 5, 2))
}

t.test('mailboxes are the same in every run, belong to one lab, and can be reset', async (t) => {
  const [one, other] = [organisation(t), organisation(t)]
  const inbox = (lab: ReturnType<typeof organisation>) => {
    const mailbox = mailboxesOf(lab).of(bob)
    return mailbox?.items(mailbox.folder('inbox')).map(({ entryId }) => entryId.toString('hex'))
  }
  const before = inbox(one)
  t.equal(before?.length, 3)
  t.same(inbox(other), before)
  t.equal(mailboxesOf(one), mailboxesOf({ ...one }), 'all servers of a lab see the same')
  t.not(mailboxesOf(one), mailboxesOf(other))
  mailboxesOf(one).deliver(letter(alice, bob.mailbox))
  t.same([inbox(one)?.length, inbox(other)?.length], [4, 3])
  mailboxesOf(one).reset()
  t.same(inbox(one), before)
})

t.test('a mailbox is found by address and GUID, whatever their case; without a server there is none', async (t) => {
  const store = mailboxesOf(organisation(t))
  t.equal(store.byAddress('ALICE@Contoso.com'), store.of(alice))
  t.equal(store.byGuid(alice.mailboxGuid.toUpperCase()), store.of(alice))
  t.equal(store.of(operator), undefined)
})

t.test('what happens is told, until one no longer listens', async (t) => {
  const mailbox = empty()
  const inbox = mailbox.folder('inbox')
  const heard: string[] = []
  const stop = mailbox.onChange((event: MailboxEvent) => heard.push(event.type))
  const item = mailbox.add(inbox, letter(bob, alice.mailbox), { delivered: true })
  mailbox.setRead(item, true)
  const moved = mailbox.move(item, mailbox.folder('deleteditems'))
  mailbox.delete(mailbox.copy(moved, inbox))
  const folder = mailbox.createFolder(inbox, { displayName: 'Projects' })
  mailbox.deleteFolder(
    mailbox.moveFolder(mailbox.updateFolder(folder, { displayName: 'Old' }), mailbox.folder('msgfolderroot')),
  )
  stop()
  mailbox.add(inbox, letter(bob, alice.mailbox))
  t.same(heard, [
    ...['created', 'modified', 'moved', 'copied', 'deleted'],
    ...['folder-created', 'folder-modified', 'folder-moved', 'folder-deleted'],
  ])
})

t.test('who knows the state at some number is told what has changed since, once, in parts', async (t) => {
  const mailbox = empty()
  const inbox = mailbox.folder('inbox')
  const [first, second, third] = ['1', '2', '3'].map((subject) =>
    mailbox.add(inbox, letter(bob, alice.mailbox, subject)),
  )
  if (first === undefined || second === undefined || third === undefined) throw new Error('unreachable')
  const start = mailbox.changesIn(inbox, 0, 2)
  t.same([start.changes.map(({ kind }) => kind), start.more], [['created', 'created'], true])
  const rest = mailbox.changesIn(inbox, start.reached, 2)
  t.same([rest.changes.length, rest.more], [1, false])
  t.same(mailbox.changesIn(inbox, rest.reached).changes, [])

  mailbox.setRead(first, true)
  mailbox.update(second, { subject: 'changed' })
  mailbox.delete(third)
  mailbox.delete(mailbox.add(inbox, letter(bob, alice.mailbox, 'came and went')))
  const since = mailbox.changesIn(inbox, rest.reached)
  t.same(
    since.changes.map((change) => [
      change.kind,
      change.kind === 'deleted' ? change.gone.id.counter : change.item.subject,
    ]),
    [
      ['read', '1'],
      ['updated', 'changed'],
      ['deleted', third.id.counter],
    ],
  )
  t.same(
    mailbox.changesIn(inbox, 0).changes.map(({ kind }) => kind),
    ['created', 'created'],
    'who knows nothing is told what is there',
  )
  t.same([mailbox.count(inbox), mailbox.unread(inbox)], [2, 1])
})

t.test('folders: made, renamed, moved, removed, and told since some number', async (t) => {
  const mailbox = empty()
  const top = mailbox.folder('msgfolderroot')
  const before = mailbox.folderChanges(0).reached
  const projects = mailbox.createFolder(top, { displayName: 'Projects' })
  const inner = mailbox.createFolder(projects, { displayName: 'Inner' })
  t.equal(
    refusalOf(() => mailbox.createFolder(top, { displayName: 'PROJECTS' })),
    'folder-exists',
  )
  t.equal(
    refusalOf(() => mailbox.moveFolder(projects, inner)),
    'folder-cycle',
  )
  t.equal(
    refusalOf(() => mailbox.deleteFolder(mailbox.folder('inbox'))),
    'default-folder',
  )
  const kinds = (since: number) => mailbox.folderChanges(since).changes.map(({ kind }) => kind)
  t.same(kinds(before), ['created', 'created'])
  const known = mailbox.folderChanges(before).reached
  mailbox.updateFolder(projects, { displayName: 'Work' })
  t.same(kinds(known), ['updated'])
  mailbox.add(inner, letter(bob, alice.mailbox))
  mailbox.deleteFolder(projects)
  t.same(kinds(known), ['deleted', 'deleted'])
  t.equal(mailbox.used, 0)
  t.equal(
    refusalOf(() => mailbox.folderAt(inner.id.counter)),
    'folder-not-found',
  )
})

t.test('a mailbox holds no more than its quota, and gets the room of what is deleted back', async (t) => {
  const mailbox = empty()
  const inbox = mailbox.folder('inbox')
  const large = message({ body: { type: 'text', content: 'x'.repeat(6_000) } })
  const item = mailbox.add(inbox, large)
  const larger = { body: { type: 'text', content: 'x'.repeat(20_000) } } as const
  t.same(
    [() => mailbox.add(inbox, large), () => mailbox.copy(item, inbox), () => mailbox.update(item, larger)].map(
      refusalOf,
    ),
    ['quota-exceeded', 'quota-exceeded', 'quota-exceeded'],
  )
  mailbox.delete(mailbox.move(item, mailbox.folder('drafts')))
  t.equal(
    refusalOf(() => mailbox.delete(item)),
    'item-not-found',
  )
  t.equal(mailbox.used, 0)
  t.ok(mailbox.add(inbox, large))
})

t.test('whatever a client can make long counts for the quota', (t) => {
  const mailbox = empty()
  const inbox = mailbox.folder('inbox')
  const long = 'x'.repeat(20_000)
  const people = Array.from({ length: 1_000 }, (_, at) => ({ name: '', address: `user${at}@contoso.com` }))
  const received = { mime: Buffer.from('Subject: x\r\n\r\n') }
  for (const content of [
    message({ properties: new Map([['0x1081', long]]) }),
    message({ ...received, properties: new Map([['0x1081', Buffer.from(long)]]) }),
    message({ categories: [long] }),
    message({ to: people }),
  ]) {
    t.equal(
      refusalOf(() => mailbox.add(inbox, content)),
      'quota-exceeded',
    )
  }
  t.ok(mailbox.add(inbox, message(received)))
  t.end()
})

t.test('entry ids have the sizes and types of [MS-OXCDATA], and lead back', async (t) => {
  const mailbox = empty()
  const inbox = mailbox.folder('inbox')
  const item = mailbox.add(inbox, letter(bob, alice.mailbox))
  t.same([inbox.entryId.length, inbox.entryId.readUInt16LE(20)], [46, 1])
  t.same([item.entryId.length, item.entryId.readUInt16LE(20)], [70, 7])
  t.equal(mailbox.folderOf(inbox.entryId)?.name, 'inbox')
  t.equal(mailbox.itemOf(item.entryId), item)
  t.equal(mailbox.itemOf(Buffer.alloc(70)), undefined)
  t.equal(mailbox.folderOf(item.entryId), undefined)
})

t.test('GUIDs made of words are well-formed, and go to bytes as Windows writes them', async (t) => {
  t.match(guidOf('a', 'b'), /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/)
  t.not(guidOf('a', 'b'), guidOf('ab'))
  t.equal(guidBytes('00112233-4455-6677-8899-aabbccddeeff').toString('hex'), '33221100554477668899aabbccddeeff')
})
