// Subscriptions, and what is told of them: by pull and by stream.

import t, { type Test } from 'tap'
import { waitUntil } from '../../../../base/deadline.ts'
import { message } from '../../../../mock-exchange/mailbox/item.ts'
import { mailboxesOf } from '../../../../mock-exchange/mailbox/store.ts'
import { ews } from '../../../../mock-exchange/vdirs/ews.ts'
import { alice, basic, bob, type Host, startHost } from '../host.ts'
import { envelope, post } from './soap.ts'

const allTypes = [
  'NewMailEvent',
  'CreatedEvent',
  'DeletedEvent',
  'ModifiedEvent',
  'MovedEvent',
  'CopiedEvent',
  'FreeBusyChangedEvent',
]

function subscribe(
  kind: 'Streaming' | 'Pull',
  { types = allTypes, where = 'inbox', more = '<t:Timeout>10</t:Timeout>' } = {},
): string {
  const folders = where === 'all' ? '' : `<t:FolderIds><t:DistinguishedFolderId Id="${where}"/></t:FolderIds>`
  const asked = types.map((type) => `<t:EventType>${type}</t:EventType>`).join('')
  return envelope(
    `<m:Subscribe><m:${kind}SubscriptionRequest${where === 'all' ? ' SubscribeToAllFolders="true"' : ''}>${folders}<t:EventTypes>${asked}</t:EventTypes>${
      kind === 'Pull' ? more : ''
    }</m:${kind}SubscriptionRequest></m:Subscribe>`,
  )
}

async function subscribed(host: Host, body: string, as = alice): Promise<{ id: string; watermark: string }> {
  const answer = await post(host, body, as)
  return { id: answer.all('SubscriptionId')[0] ?? '', watermark: answer.all('Watermark')[0] ?? '' }
}

const getEvents = (id: string, watermark: string): string =>
  envelope(
    `<m:GetEvents><m:SubscriptionId>${id}</m:SubscriptionId><m:Watermark>${watermark}</m:Watermark></m:GetEvents>`,
  )

const unsubscribe = (id: string): string =>
  envelope(`<m:Unsubscribe><m:SubscriptionId>${id}</m:SubscriptionId></m:Unsubscribe>`)

const streamOf = (ids: readonly string[], minutes: number | string = 30): string =>
  envelope(
    `<m:GetStreamingEvents><m:SubscriptionIds>${ids
      .map((id) => `<t:SubscriptionId>${id}</t:SubscriptionId>`)
      .join('')}</m:SubscriptionIds><m:ConnectionTimeout>${minutes}</m:ConnectionTimeout></m:GetStreamingEvents>`,
  )

interface Stream {
  readonly status: number
  readonly headers: Headers
  /** Chunks as they came. */
  readonly chunks: string[]
  readonly over: () => boolean
  until(pattern: RegExp): Promise<string>
  leave(): void
}

async function stream(t: Test, host: Host, ids: readonly string[], minutes = 30, as = alice): Promise<Stream> {
  const gone = new AbortController()
  t.teardown(() => gone.abort())
  const response = await fetch(`${host.url}/EWS/Exchange.asmx`, {
    method: 'POST',
    headers: { 'content-type': 'text/xml; charset=utf-8', authorization: basic(as) },
    body: streamOf(ids, minutes),
    signal: gone.signal,
  })
  const chunks: string[] = []
  let over = false
  const read = async (): Promise<void> => {
    for await (const chunk of response.body ?? []) chunks.push(Buffer.from(chunk).toString())
  }
  read()
    .catch(() => undefined)
    .finally(() => {
      over = true
    })
  return {
    status: response.status,
    headers: response.headers,
    chunks,
    over: () => over,
    until: (pattern) =>
      waitUntil(() => pattern.test(chunks.join('')) && chunks.join(''), { what: `${pattern} in the stream` }),
    leave: () => gone.abort(),
  }
}

const deliver = (host: Host, subject: string): void =>
  mailboxesOf(host.context).deliver(
    message({ subject, from: bob2, to: [{ name: 'Alice', address: alice.mailbox }], sentAt: host.clock.now() }),
  )
const bob2 = { name: 'Bob', address: bob.mailbox }
const boxOf = (host: Host) => {
  const mailbox = mailboxesOf(host.context).of(alice)
  if (mailbox === undefined) throw new Error('no mailbox')
  return mailbox
}

t.test('a stream begins at once, tells of new mail, and gives signs of life until it is closed', async (t) => {
  const host = await startHost(t, [ews])
  const { id } = await subscribed(host, subscribe('Streaming'))
  const open = await stream(t, host, [id], 2)
  t.equal(open.status, 200)
  t.equal(open.headers.get('content-length'), null)
  await open.until(/<m:ConnectionStatus>OK<\/m:ConnectionStatus>/)
  deliver(host, 'for the stream')
  const text = await open.until(/NewMailEvent/)
  t.match(
    text,
    new RegExp(
      `<t:SubscriptionId>${id.replace(/[+/]/g, '.')}</t:SubscriptionId><t:NewMailEvent><t:TimeStamp>[^<]+Z</t:TimeStamp><t:ItemId Id="[^"]+" ChangeKey="[^"]+"/><t:ParentFolderId Id="[^"]+"`,
    ),
  )
  t.match(
    text,
    /<t:CreatedEvent>.*<t:ModifiedEvent>.*<t:FolderId .*<t:UnreadCount>\d+<\/t:UnreadCount><\/t:ModifiedEvent>/,
  )
  t.notMatch(text, /Watermark/)
  t.equal(open.chunks.length, 2)
  for (const chunk of open.chunks) t.match(chunk, /^<Envelope xmlns=.*<\/Envelope>$/s)
  host.clock.advance(46_000)
  await waitUntil(() => open.chunks.length === 3, { what: 'a sign of life' })
  t.match(open.chunks[2], /ConnectionStatus>OK</)
  host.clock.advance(120_000)
  await waitUntil(open.over, { what: 'the end' })
  t.match(open.chunks.at(-1), /<m:ConnectionStatus>Closed<\/m:ConnectionStatus>/)
})

t.test('every kind of change has its event, in the folders asked for and no others', async (t) => {
  const host = await startHost(t, [ews])
  const { id } = await subscribed(host, subscribe('Streaming', { where: 'drafts' }))
  const everywhere = await subscribed(
    host,
    subscribe('Streaming', { where: 'all', types: ['FreeBusyChangedEvent', 'CreatedEvent'] }),
  )
  const box = boxOf(host)
  const drafts = box.folder('drafts')
  const item = box.add(drafts, message({ subject: 'one' }))
  box.setRead(item, true)
  box.copy(item, drafts)
  const moved = box.move(item, box.folder('deleteditems'))
  box.delete(moved)
  box.createFolder(drafts, { displayName: 'Below', containerClass: 'IPF.Note' })
  const [appointment] = box.items(box.folder('calendar'))
  if (appointment !== undefined) box.delete(appointment)
  const open = await stream(t, host, [id, everywhere.id])
  const text = await open.until(/FreeBusyChangedEvent/)
  for (const type of ['CreatedEvent', 'ModifiedEvent', 'CopiedEvent', 'MovedEvent']) t.match(text, `<t:${type}>`)
  t.match(
    text,
    /<t:MovedEvent>.*<t:ItemId .*<t:ParentFolderId .*<t:OldItemId .*<t:OldParentFolderId .*<\/t:MovedEvent>/,
  )
  t.notMatch(text, '<t:DeletedEvent>', 'what is deleted elsewhere is not told')
})

t.test('pull: events since a watermark, the same again for the same one, more when there are more', async (t) => {
  const host = await startHost(t, [ews])
  const { id, watermark } = await subscribed(host, subscribe('Pull', { types: ['NewMailEvent'] }))
  const quiet = await post(host, getEvents(id, watermark))
  t.equal(quiet.all('ResponseCode')[0], 'NoError')
  t.ok(quiet.first('StatusEvent'))
  for (let number = 0; number < 60; number++) deliver(host, `message ${number}`)
  const first = await post(host, getEvents(id, watermark))
  t.same([first.all('NewMailEvent').length, first.all('MoreEvents')], [50, ['true']])
  t.equal((await post(host, getEvents(id, watermark))).all('NewMailEvent').length, 50)
  const next = await post(host, getEvents(id, first.all('Watermark').at(-1) ?? ''))
  t.same([next.all('NewMailEvent').length, next.all('MoreEvents')], [10, ['false']])
  for (const wrong of ['', 'AAAA', watermark.replace(/^..../, 'ZZZZ'), Buffer.alloc(22, 255).toString('base64')]) {
    const refused = await post(host, getEvents(id, wrong || '!'))
    t.same(refused.all('ResponseCode'), ['ErrorInvalidWatermark'])
  }
  const late = await subscribed(host, subscribe('Pull', { types: ['NewMailEvent'] }))
  for (let number = 0; number < 1_010; number++) deliver(host, 'flood')
  t.same((await post(host, getEvents(late.id, late.watermark))).all('ResponseCode'), ['ErrorInvalidWatermark'])
})

t.test('subscriptions end: by Unsubscribe, by time, with the pool, and are nobody else’s', async (t) => {
  const host = await startHost(t, [ews])
  const pull = await subscribed(host, subscribe('Pull'))
  t.same((await post(host, getEvents(pull.id, pull.watermark), bob)).all('ResponseCode'), [
    'ErrorSubscriptionAccessDenied',
  ])
  t.same((await post(host, streamOf([pull.id]))).all('ResponseCode'), ['ErrorInvalidSubscription'])
  host.clock.advance(9 * 60_000)
  t.same((await post(host, getEvents(pull.id, pull.watermark))).all('ResponseCode'), ['NoError'])
  host.clock.advance(11 * 60_000)
  t.same((await post(host, getEvents(pull.id, pull.watermark))).all('ResponseCode'), ['ErrorSubscriptionNotFound'])
  const idle = await subscribed(host, subscribe('Streaming'))
  host.clock.advance(31 * 60_000)
  t.same((await post(host, unsubscribe(idle.id))).all('ResponseCode'), ['ErrorSubscriptionNotFound'])
  const forgotten = await subscribed(host, subscribe('Streaming'))
  host.recycle()
  const gone = await post(host, streamOf([forgotten.id, forgotten.id]))
  t.same(gone.all('ResponseCode'), ['ErrorSubscriptionNotFound'])
  t.same(gone.all('SubscriptionId'), [forgotten.id])
  t.same(gone.all('ConnectionStatus'), ['Closed'])
  t.same((await post(host, unsubscribe('nonsense'))).all('ResponseCode'), ['ErrorInvalidSubscription'])
  t.equal(boxOf(host).listeners, 0, 'nothing listens any more')
})

t.test('a stream whose subscription ends, or is taken by another stream, says so', async (t) => {
  const host = await startHost(t, [ews])
  const { id } = await subscribed(host, subscribe('Streaming'))
  const first = await stream(t, host, [id])
  const second = await stream(t, host, [id])
  await first.until(/ErrorNewEventStreamConnectionOpened.*Closed/s)
  await waitUntil(first.over, { what: 'the end of the first' })
  t.notOk(second.over())
  t.same((await post(host, unsubscribe(id))).all('ResponseCode'), ['NoError'])
  await second.until(/ErrorSubscriptionUnsubscribed.*Closed/s)
})

t.test(
  'a user has three streams at most; one that is left makes room, and waits half an hour for its client',
  async (t) => {
    const host = await startHost(t, [ews])
    const ids = await Promise.all([1, 2, 3, 4].map(async () => (await subscribed(host, subscribe('Streaming'))).id))
    const open = await Promise.all(ids.slice(0, 3).map((id) => stream(t, host, [id])))
    const refused = await post(host, streamOf([ids[3] ?? '']))
    t.same([refused.status, refused.all('ResponseCode')], [500, ['ErrorExceededConnectionCount']])
    open[0]?.leave()
    const again = await waitUntil(
      async () => {
        const next = await stream(t, host, [ids[3] ?? ''])
        return next.status === 200 && next
      },
      { what: 'room for another stream' },
    )
    await again.until(/OK/)
    deliver(host, 'meanwhile')
    const back = await waitUntil(
      async () => {
        again.leave()
        const next = await stream(t, host, [ids[0] ?? ''])
        return next.status === 200 && next
      },
      { what: 'the first again' },
    )
    t.match(await back.until(/NewMailEvent/), 'NewMailEvent', 'what came between two streams is told by the second')
  },
)

t.test('requests that do not follow the schema, and what is not done here', async (t) => {
  const host = await startHost(t, [ews])
  const bad = [
    subscribe('Streaming', { types: ['Nonsense'] }),
    subscribe('Streaming', { types: [] }),
    subscribe('Pull', { more: '<t:Timeout>0</t:Timeout>' }),
    subscribe('Pull', { more: '<t:Timeout>1441</t:Timeout>' }),
    subscribe('Pull', { more: '' }),
    envelope('<m:Subscribe/>'),
    streamOf([], 5),
    streamOf(['AAAA'], 0),
    streamOf(['AAAA'], 31),
    streamOf(['AAAA'], 'x'),
  ]
  for (const body of bad) {
    const answer = await post(host, body)
    t.same([answer.status, answer.all('ResponseCode')], [500, ['ErrorSchemaValidation']], body.slice(300, 420))
  }
  t.same((await post(host, subscribe('Streaming', { where: 'voicemail' }))).all('ResponseCode'), [
    'ErrorFolderNotFound',
  ])
  const many = Array.from({ length: 201 }, (_, index) => `AAAA${index}`)
  t.same((await post(host, streamOf(many))).all('ResponseCode'), ['ErrorInvalidRequest'])
})
