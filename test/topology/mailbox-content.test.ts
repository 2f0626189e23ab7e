import t from 'tap'
import { MailboxStore } from '../../mock-exchange/mailbox/store.ts'
import { loadPlanText } from '../../topology/index.ts'

const topology = (alice: string): string => `
domain: contoso.com
hosts: { cas1: { role: exchange, intranet: 192.168.16.1 } }
users:
  alice: { password: "Pa55w.rd", server: cas1${alice} }
`
const userOf = (alice: string) => loadPlanText(topology(alice)).plan.users[0]

t.test('a mailbox may hold 2 GB unless the topology says otherwise', async (t) => {
  t.equal(userOf('')?.quota, 2 * 1_024 ** 3)
  t.equal(userOf(', quota: 500MB')?.quota, 500 * 1_024 ** 2)
  t.equal(userOf(', quota: 64kB')?.quota, 64 * 1_024)
  t.throws(() => userOf(', quota: 2'), { message: /expected a size such as 500MB or 2GB, but got 2$/ })
  t.throws(() => userOf(', quota: 2 TB'), { message: /expected a size such as 500MB or 2GB/ })
})

t.test('what a topology says of a mailbox is what stands in it', async (t) => {
  const content = `, content: {
    folders: [Projects/2014],
    messages: [
      { from: bob@fabrikam.com, subject: One, text: Hello, html: <p>Hello</p>, receivedAt: "2014-06-03T10:00:00+02:00",
        attachments: [{ name: a.txt, content: x }] },
      { folder: projects/2014, subject: Two, read: true },
      { folder: drafts, subject: Three } ],
    appointments: [{ subject: Meeting, start: "2014-06-04T08:00:00Z", end: "2014-06-04T09:00:00Z" }],
    contacts: [{ displayName: Carla Cole, address: carla@fabrikam.com }] }`
  const { plan } = loadPlanText(topology(content))
  const clock = { now: () => 0, after: () => () => {} }
  const store = new MailboxStore({ clock, users: plan.users, domain: plan.domain })
  const mailbox = store.byAddress('alice@contoso.com')
  if (mailbox === undefined) throw new Error('no mailbox')
  const seen = mailbox
    .folders()
    .flatMap((folder) => mailbox.items(folder).map(({ subject, read }) => [folder.displayName, subject, read]))
  t.same(seen, [
    ['Calendar', 'Meeting', true],
    ['Contacts', 'Carla Cole', true],
    ['Drafts', 'Three', false],
    ['Inbox', 'One', false],
    ['2014', 'Two', true],
  ])
  t.match(mailbox.items(mailbox.folder('inbox'))[0], {
    from: { address: 'bob@fabrikam.com' },
    to: [{ address: 'alice@contoso.com' }],
    receivedAt: Date.UTC(2014, 5, 3, 8),
    body: { type: 'html', content: '<p>Hello</p>', plain: 'Hello' },
    attachments: [{ name: 'a.txt', contentType: 'text/plain' }],
  })
  t.match(mailbox.items(mailbox.folder('drafts'))[0], { draft: true, sentAt: undefined })
})

t.test('what is wrong in it is told with its place', async (t) => {
  t.throws(() => userOf(', content: { messages: [{ subject: x, receivedAt: yesterday }] }'), {
    message: /:5:\d+: expected a time such as 2014-06-02T10:00:00Z/,
  })
  t.throws(() => userOf(', content: { folders: [a//b] }'), { message: /expected a folder such as inbox, or a path/ })
  t.throws(() => userOf(', content: { mails: [] }'), { message: /unknown key "mails"/ })
})
