// What OWA's scripts talk to: service.svc and the notification channel.

import fc from 'fast-check'
import type { FastifyRequest } from 'fastify'
import t from 'tap'
import { waitUntil } from '../../../../base/deadline.ts'
import { message } from '../../../../mock-exchange/mailbox/item.ts'
import { mailboxesOf } from '../../../../mock-exchange/mailbox/store.ts'
import { readRecipients, recipientsText } from '../../../../mock-exchange/vdirs/owa/recipients.ts'
import { sanitise } from '../../../../mock-exchange/vdirs/owa/sanitise.ts'
import { OwaServiceFault, readServiceRequest } from '../../../../mock-exchange/vdirs/owa/service/request.ts'
import { owa } from '../../../../mock-exchange/vdirs/owa.ts'
import { readForm } from '../../../../mock-exchange/vdirs/web/form-data.ts'
import { alice, basic, bob, startHost } from '../host.ts'

const host = await startHost(t, [owa])
const store = mailboxesOf(host.context)
const [mailbox, other] = [store.of(alice), store.of(bob)]
if (mailbox === undefined || other === undefined) throw new Error('a mailbox is missing')

const first = await fetch(`${host.url}/owa/`, { headers: { authorization: basic(alice) } })
const cookies = first.headers.getSetCookie().map((line) => line.split(';')[0] ?? '')
const canary = cookies.find((line) => line.startsWith('X-OWA-CANARY='))?.slice('X-OWA-CANARY='.length) ?? ''
const headers = { authorization: basic(alice), cookie: cookies.join('; '), 'x-owa-canary': canary }

const send = (action: string, body: unknown, given: Record<string, string> = {}) =>
  fetch(`${host.url}/owa/service.svc?action=${action}`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json; charset=utf-8', ...given },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
// biome-ignore lint/suspicious/noExplicitAny: the JSON is what is under test
const ask = async (action: string, Body: object): Promise<any> => {
  const answer = await send(action, { __type: `${action}JsonRequest:#Exchange`, Header: {}, Body })
  t.equal(answer.status, 200)
  return ((await answer.json()) as { Body: { ResponseMessages: { Items: unknown[] } } }).Body.ResponseMessages.Items
}
const inbox = { __type: 'DistinguishedFolderId:#Exchange', Id: 'inbox' }

t.test('folders and items are found and read, the newest first, in pages', async (t) => {
  const [folder] = await ask('GetFolder', { FolderIds: [inbox] })
  t.match(folder, { ResponseCode: 'NoError', Folders: [{ DisplayName: 'Inbox', TotalCount: 3, UnreadCount: 2 }] })
  const [below] = await ask('FindFolder', { ParentFolderIds: [{ Id: 'msgfolderroot' }], Traversal: 'Shallow' })
  const [deep] = await ask('FindFolder', { ParentFolderIds: [{ Id: 'msgfolderroot' }], Traversal: 'Deep' })
  t.equal(deep.RootFolder.TotalItemsInView, below.RootFolder.TotalItemsInView + 1, 'Projects has a folder below')
  const [found] = await ask('FindItem', {
    ParentFolderIds: [{ BaseFolderId: inbox }],
    Paging: { Offset: 0, MaxEntriesReturned: 2 },
  })
  t.match(found.RootFolder, { TotalItemsInView: 3, IncludesLastItemInRange: false, IndexedPagingOffset: 2 })
  t.match(found.RootFolder.Items[0], {
    Subject: 'Load balancer: the plan',
    IsRead: false,
    HasAttachments: true,
    From: { Mailbox: { EmailAddress: 'bob@contoso.com' } },
  })
  const [item, missing] = await ask('GetItem', { ItemIds: [found.RootFolder.Items[0].ItemId, { Id: 'AAAA' }] })
  t.match(item.Items[0], {
    Body: { BodyType: 'HTML', Value: /<b>plan<\/b>/ },
    Attachments: [{ Name: 'plan.txt', Size: 92 }],
    ToRecipients: [{ EmailAddress: 'alice@contoso.com' }],
  })
  t.match(missing, { ResponseClass: 'Error', ResponseCode: 'ErrorItemNotFound' })
})

t.test('messages are created: sent, saved, refused', async (t) => {
  const item = (fields: object) => ({
    __type: 'Message:#Exchange',
    Subject: 'By script',
    Body: { BodyType: 'Text', Value: 'x' },
    ...fields,
  })
  const create = (MessageDisposition: string, fields: object) =>
    ask('CreateItem', { MessageDisposition, Items: [item(fields)] })
  const [sent] = await create('SendAndSaveCopy', {
    ToRecipients: [{ Mailbox: { Name: 'Bob', EmailAddress: 'bob@contoso.com' } }],
  })
  t.equal(sent.ResponseCode, 'NoError')
  t.match(other.items(other.folder('inbox')).at(-1), { subject: 'By script', to: [{ name: 'Bob' }] })
  t.equal(mailbox.items(mailbox.folder('sentitems')).at(-1)?.subject, 'By script')
  t.match((await create('SaveOnly', {}))[0].Items[0].ItemId.Id, /^AAMk/)
  t.equal((await create('SendOnly', {}))[0].ResponseCode, 'ErrorInvalidRecipients')
  t.equal(
    (await create('SendOnly', { ToRecipients: [{ EmailAddress: 'no address' }] }))[0].ResponseCode,
    'ErrorInvalidRecipients',
  )
  t.equal((await create('Perhaps', {}))[0].ResponseCode, 'ErrorInvalidRequest')
  t.equal((await create('SaveOnly', { __type: 'Task:#Exchange' }))[0].ResponseCode, 'ErrorInvalidRequest')
})

t.test('without the canary it is 449, with a new one to try again', async (t) => {
  for (const wrong of ['', 'x.y']) {
    const answer = await send('FindItem', { Body: {} }, { 'x-owa-canary': wrong })
    t.same([answer.status, answer.statusText, await answer.text()], [449, 'Retry With', ''])
  }
  const none = await send('FindItem', { Body: {} }, { cookie: '' })
  t.equal(none.status, 449)
  t.match(none.headers.getSetCookie().join('\n'), /^X-OWA-CANARY=/m)
})

t.test('what it cannot understand is a fault in its own words', async (t) => {
  for (const body of ['', '{', '[]x', 'null', '1', '"x"']) {
    const answer = await send('FindItem', body)
    t.equal(answer.status, 500, body)
    t.match(await answer.json(), { Body: { ExceptionName: 'OwaSerializationException', ErrorCode: 500 } })
  }
  t.match(await (await send('Nothing', '{}')).json(), { Body: { ExceptionName: 'OwaInvalidRequestException' } })
  t.same(await ask('FindItem', { ParentFolderIds: 'inbox' }), [])
  const [odd] = await ask('FindItem', { ParentFolderIds: [inbox], Paging: { Offset: -5, MaxEntriesReturned: 1e300 } })
  t.equal(odd.RootFolder.IndexedPagingOffset, odd.RootFolder.TotalItemsInView)
  const inHeader = encodeURIComponent(JSON.stringify({ Body: { FolderIds: [inbox] } }))
  t.equal((await send('GetFolder', '', { 'x-owa-urlpostdata': inHeader })).status, 200, 'a request in a header')
})

t.test('the notification channel is held, tells of new mail at once, and ends after a minute', async (t) => {
  const answer = await fetch(`${host.url}/owa/ev.owa2?ns=PendingRequest&ev=PendingNotificationRequest&UA=0`, {
    headers,
  })
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
  const next = async (): Promise<string> => (await reader?.read())?.value ?? ''
  t.equal(answer.headers.get('transfer-encoding'), 'chunked')
  t.equal(await next(), '[{"id":"pg","data":"alive0"}]\r\n')
  t.equal(mailbox.listeners, 1)
  store.deliver(message({ subject: 'News', from: other.address, to: [mailbox.address] }))
  t.match(JSON.parse(await next()), [
    { id: 'NewMailNotification', Subject: 'News', Sender: 'Bob Builder', UnreadCount: 3 },
  ])
  mailbox.createFolder(mailbox.folder('msgfolderroot'), { displayName: 'Extra' })
  t.match(JSON.parse(await next()), [{ id: 'HierarchyNotification', DisplayName: 'Extra' }])
  host.clock.advance(60_000)
  t.equal(await next(), '[{"id":"pg","data":"update"}]\r\n')
  t.equal((await reader?.read())?.done, true)
  await waitUntil(() => mailbox.listeners === 0, { what: 'the end of the channel' })
})

t.test('a channel ends with its client and with the pool, and there are not endlessly many', async (t) => {
  const gone = new AbortController()
  const open = (signal?: AbortSignal) => fetch(`${host.url}/owa/ev.owa2`, { headers, ...(signal ? { signal } : {}) })
  await open(gone.signal)
  await waitUntil(() => mailbox.listeners === 1, { what: 'the channel' })
  gone.abort()
  await waitUntil(() => mailbox.listeners === 0, { what: 'the end of the channel' })
  const all = new AbortController()
  await Promise.all(Array.from({ length: 64 }, () => open(all.signal)))
  t.equal(mailbox.listeners, 64)
  t.match(await (await open()).text(), /alive0[\s\S]*update/)
  all.abort()
  await waitUntil(() => mailbox.listeners === 0, { what: 'the end of all channels' })
})

t.test('whatever is typed as recipients is understood or named, and what was written is read again', async () => {
  const word = fc.oneof(fc.string(), fc.constantFrom('"', '<', '>', ',', ';', '@', 'bob', 'x@y.test', ' '))
  const call = { mailbox, context: host.context }
  fc.assert(
    fc.property(
      fc.array(word, { maxLength: 12 }).map((words) => words.join('')),
      (text) => {
        const { addresses, unknown } = readRecipients(text, call)
        return (
          addresses.every(({ address }) => /^[^\s@]+@[^\s@]+$/.test(address)) &&
          unknown.every((one) => one.trim() !== '')
        )
      },
    ),
  )
  fc.assert(
    fc.property(fc.string(), fc.stringMatching(/^[a-z]{1,9}$/), (name, user) => {
      const { addresses, unknown } = readRecipients(recipientsText([{ name, address: `${user}@x.test` }]), call)
      return unknown.length === 0 && addresses.length === 1 && addresses[0]?.address === `${user}@x.test`
    }),
  )
})

t.test('whatever a form holds, it is read or it is none', async () => {
  const pieces = [
    '--x',
    '--x--',
    '\r\n',
    '\n',
    'Content-Disposition: form-data; name="a"',
    '; filename="b"',
    'Content-Type: text/plain',
    'a=b',
    '&',
    '%zz',
    '"',
    'x',
    '\0',
  ]
  const types = [
    'multipart/form-data; boundary=x',
    'multipart/form-data; boundary="',
    'multipart/form-data;',
    'application/x-www-form-urlencoded',
    'text/plain',
    '',
  ]
  const body = fc.oneof(
    fc.array(fc.constantFrom(...pieces), { maxLength: 30 }).map((parts) => Buffer.from(parts.join(''))),
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
  )
  await fc.assert(
    fc.asyncProperty(body, fc.constantFrom(...types), async (bytes, type) => {
      const form = await readForm({ headers: { 'content-type': type }, body: bytes } as unknown as FastifyRequest)
      return form === undefined || (form.all('a').length >= 0 && form.files.every(({ name }) => name !== ''))
    }),
    { numRuns: 500 },
  )
})

t.test('whatever a script sends is an object or a fault', async () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      try {
        readServiceRequest(text).at('Paging').at('Offset').list()
        return true
      } catch (error) {
        return error instanceof OwaServiceFault
      }
    }),
  )
})

t.test('no HTML leaves the sanitiser with anything that runs or loads', async () => {
  const part = fc.constantFrom(
    '<script>',
    '</script>',
    '<img src=',
    '<a href=',
    'javascript:x',
    '"',
    "'",
    '>',
    '<',
    ' onclick=x',
    '<svg>',
    '<math>',
    '<style>',
    '</style>',
    '<!--',
    '-->',
    '<p ',
    'https://evil.test',
    '<iframe srcdoc=',
    '&lt;',
    '&#106;',
    '<textarea>',
    '<noscript>',
    '<template>',
    'x',
    '/',
  )
  await fc.assert(
    fc.asyncProperty(fc.array(part, { maxLength: 30 }), async (parts) => {
      const { html } = await sanitise(parts.join(''), new Map())
      const tags = html.text.match(/<[^>]*>/g) ?? []
      return tags.every(
        (tag) =>
          // As a scheme: within the name of a host it does nothing.
          !/^<\/?(script|style|iframe|svg|math|form|base|textarea|template)\b|\son\w+\s*=|src=|=["'\s]*javascript:/i.test(
            tag,
          ),
      )
    }),
    { numRuns: 300 },
  )
})
