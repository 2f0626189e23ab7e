// Push notifications: the server is the client of a client's own HTTP server.

import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { waitUntil } from '../../../../base/deadline.ts'
import { message } from '../../../../mock-exchange/mailbox/item.ts'
import { mailboxesOf } from '../../../../mock-exchange/mailbox/store.ts'
import { ews } from '../../../../mock-exchange/vdirs/ews.ts'
import { readDom } from '../../../helpers/dom.ts'
import { alice, type Host, startHost } from '../host.ts'
import { envelope, post } from './soap.ts'

interface Told {
  readonly headers: IncomingHttpHeaders
  readonly text: string
  /** Local names of the events. */
  readonly events: readonly string[]
  /** Text of the first element of that local name. */
  textOf(name: string): string | undefined
}

/** A client's listener; `answer` is what it says to notifications; undefined for 500, `reset` for none at all, `switch` for another protocol. */
async function listener(t: Test) {
  const told: Told[] = []
  const connections: unknown[] = []
  const state = { answer: 'OK' as 'OK' | 'Unsubscribe' | 'reset' | 'switch' | undefined }
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request.setEncoding('utf8')) text += chunk
    const root = readDom(text)
    const named = (name: string) => root.getElementsByTagNameNS('*', name)[0]
    const events = [...(named('Notification')?.childNodes ?? [])].map(({ localName }) => localName ?? '').slice(3)
    told.push({ headers: request.headers, text, events, textOf: (name) => named(name)?.textContent ?? undefined })
    if (state.answer === 'reset') {
      request.socket.resetAndDestroy()
      return
    }
    if (state.answer === 'switch') {
      request.socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n')
      return
    }
    if (state.answer === undefined) {
      response.writeHead(500).end()
      return
    }
    response
      .writeHead(200, { 'content-type': 'text/xml; charset=utf-8' })
      .end(
        `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><SendNotificationResult xmlns="http://schemas.microsoft.com/exchange/services/2006/messages"><SubscriptionStatus>${state.answer}</SubscriptionStatus></SendNotificationResult></s:Body></s:Envelope>`,
      )
  })
  server.on('connection', (connection) => connections.push(connection))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => new Promise((resolve) => server.close(resolve)))
  return { told, connections, state, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/told?a=1` }
}

const subscribe = (url: string, minutes = 2) =>
  envelope(
    `<m:Subscribe><m:PushSubscriptionRequest><t:FolderIds><t:DistinguishedFolderId Id="inbox"/></t:FolderIds><t:EventTypes><t:EventType>CreatedEvent</t:EventType></t:EventTypes><t:StatusFrequency>${minutes}</t:StatusFrequency><t:URL>${url}</t:URL></m:PushSubscriptionRequest></m:Subscribe>`,
  )

async function started(t: Test) {
  const host: Host = await startHost(t, [ews])
  const client = await listener(t)
  const box = mailboxesOf(host.context).of(alice)
  if (box === undefined) throw new Error('no mailbox')
  const arrive = () => box.add(box.folder('inbox'), message({ subject: 'x' }))
  const until = (count: number) => waitUntil(() => client.told.length >= count, { what: `${count} notifications` })
  return { host, box, arrive, until, ...client }
}

t.test('the client is told at once that it is subscribed, then of events, and of quiet', async (t) => {
  const { host, told, connections, url, arrive, until } = await started(t)
  const answer = await post(host, subscribe(url))
  t.same(answer.all('ResponseCode'), ['NoError'])
  await until(1)
  // A listener that serves one connection at a time, as Python's own does, would wait for another for ever.
  t.equal(connections.length, 1, 'one connection, which has the request')
  t.same(told[0]?.events, ['StatusEvent'])
  t.equal(told[0]?.textOf('SubscriptionId'), answer.all('SubscriptionId')[0])
  t.equal(told[0]?.textOf('PreviousWatermark'), answer.all('Watermark')[0])
  t.match(told[0]?.headers, {
    'content-type': 'text/xml; charset=utf-8',
    soapaction: '"http://schemas.microsoft.com/exchange/services/2006/messages/SendNotification"',
  })
  arrive()
  arrive()
  await until(2)
  t.same(told[1]?.events, ['CreatedEvent', 'CreatedEvent'])
  t.equal(told[1]?.textOf('PreviousWatermark'), told[0]?.textOf('Watermark'))
  await waitUntil(
    () => {
      host.clock.advance(120_000)
      return told.length >= 3
    },
    { what: 'a sign of life' },
  )
  t.same(told[2]?.events, ['StatusEvent'])
})

t.test('Unsubscribe in an answer ends the subscription; it is no other operation’s business', async (t) => {
  const { host, told, state, url, arrive, until, box } = await started(t)
  const before = box.listeners
  const id = (await post(host, subscribe(url))).all('SubscriptionId')[0] ?? ''
  await until(1)
  const ask = async (operation: string) => (await post(host, envelope(operation))).all('ResponseCode')
  const named = `<m:SubscriptionId>${id}</m:SubscriptionId>`
  t.same(await ask(`<m:Unsubscribe>${named}</m:Unsubscribe>`), ['ErrorInvalidSubscription'])
  t.same(await ask(`<m:GetEvents>${named}<m:Watermark>AAAA</m:Watermark></m:GetEvents>`), [
    'ErrorInvalidPullSubscriptionId',
  ])
  state.answer = 'Unsubscribe'
  arrive()
  await until(2)
  await waitUntil(() => box.listeners === before, { what: 'the end of the subscription' })
  t.same(await ask(`<m:Unsubscribe>${named}</m:Unsubscribe>`), ['ErrorSubscriptionNotFound'])
  t.equal(told.length, 2)
})

t.test(
  'a client that does not answer is asked again with the same events, and given up after StatusFrequency',
  async (t) => {
    const { host, told, state, url, arrive, until, box } = await started(t)
    const before = box.listeners
    await post(host, subscribe(url))
    await until(1)
    state.answer = undefined
    arrive()
    await until(2)
    state.answer = 'OK'
    await waitUntil(
      () => {
        host.clock.advance(30_000)
        return told.length >= 3
      },
      { what: 'another try' },
    )
    t.same([told[1]?.events, told[2]?.events], [['CreatedEvent'], ['CreatedEvent']])
    t.equal(told[1]?.textOf('PreviousWatermark'), told[2]?.textOf('PreviousWatermark'))
    state.answer = 'switch'
    arrive()
    await until(4)
    state.answer = 'reset'
    await waitUntil(
      () => {
        host.clock.advance(30_000)
        return box.listeners === before
      },
      { what: 'the end of the subscription' },
    )
  },
)

t.test('where a client cannot be told, and what is asked wrongly', async (t) => {
  const { host, url } = await started(t)
  for (const bad of ['ftp://pc/', 'nonsense', 'http://a:b@pc/']) {
    t.same((await post(host, subscribe(bad))).all('ResponseCode'), ['ErrorInvalidPushSubscriptionUrl'], bad)
  }
  t.equal((await post(host, subscribe(url, 0))).status, 500)
  t.equal((await post(host, subscribe(url, 1_441))).status, 500)
})
