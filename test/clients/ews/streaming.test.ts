import { createServer } from 'node:https'
import fc from 'fast-check'
import t, { type Test } from 'tap'
import { EnvelopeSplitter, readStreamMessage } from '../../../clients/ews/notification-stream.ts'
import { createExchangeWorld, type ExchangeWorld } from '../exchange.ts'
import { runAction } from '../run.ts'
import { createWorld, type World } from '../world.ts'

const url = 'https://mail.contoso.com'
const envelope = (content: string, prefix = ''): string =>
  `<${prefix}Envelope xmlns:s="urn:s" xmlns:soap11="urn:s"><${prefix}Body><ResponseCode>NoError</ResponseCode>${content}</${prefix}Body></${prefix}Envelope>`

async function exchange(t: Test): Promise<ExchangeWorld> {
  const world = await createExchangeWorld()
  t.teardown(() => world[Symbol.asyncDispose]())
  return world
}

t.test('the real mock tells a message that the client sends to itself', async (t) => {
  const world = await exchange(t)
  t.match(await runAction('ews.streaming', world.context(), { url, until: 'event', sendToSelf: true }), {
    ok: true,
    facts: {
      events: 'NewMailEvent',
      eventCount: 1,
      responseCode: 'NoError',
      closed: false,
      firstByteMilliseconds: Number,
    },
  })
})

t.test('the stream stands until the server’s time is over, or its pool is recycled', async (t) => {
  const world = await exchange(t)
  const standing = Promise.withResolvers<void>()
  const closing = runAction('ews.streaming', world.context({ established: standing.resolve }), { url, minutes: 1 })
  await standing.promise
  world.clock.advance(61_000)
  t.match(await closing, { ok: true, facts: { closed: true, eventCount: 0, keepAlives: 1 } })

  const again = Promise.withResolvers<void>()
  const broken = runAction('ews.streaming', world.context({ established: again.resolve }), { url })
  await again.promise
  world.server.iisreset()
  t.match(await broken, {
    ok: false,
    cause: 'truncated',
    facts: { closed: false },
    summary: /^The stream was cut after \d+ ms/,
  })
})

/** mail.contoso.com, whose answers are given: the first to Subscribe, the second a stream. */
async function serving(t: Test, ...answers: { status?: number; body: string; type?: string }[]): Promise<World> {
  const world = await createWorld()
  t.teardown(() => world[Symbol.asyncDispose]())
  world.name('mail.contoso.com', 'A', '203.0.113.10')
  const { certificate, privateKey } = await world.certificate('mail.contoso.com')
  const server = createServer({ cert: certificate, key: privateKey }, (request, response) => {
    request.resume()
    const { status = 200, body = '', type = 'text/xml' } = answers.shift() ?? {}
    response.writeHead(status, { 'Content-Type': type }).end(body)
  })
  await world.serve('203.0.113.10:443', server)
  return world
}

const subscribed = { body: envelope('<SubscriptionId>x</SubscriptionId>') }
const ask = (world: World) => runAction('ews.streaming', world.context(), { url, auth: 'basic' })

t.test('what goes wrong is told in the words of the server', async (t) => {
  const error = {
    body: '<?xml version="1.0"?><e><ResponseCode>ErrorFolderNotFound</ResponseCode><MessageText>Gone.</MessageText></e>',
  }
  t.match(await ask(await serving(t, error)), {
    ok: false,
    summary: /refused the subscription: ErrorFolderNotFound, Gone\.$/,
  })
  const many = {
    status: 500,
    body: '<e><faultstring>Too many.</faultstring><ResponseCode>ErrorExceededConnectionCount</ResponseCode></e>',
  }
  t.match(await ask(await serving(t, subscribed, { ...many, body: `<?xml version="1.0"?>${many.body}` })), {
    ok: false,
    summary: /refused the stream: ErrorExceededConnectionCount, Too many\.$/,
    facts: { responseCode: 'ErrorExceededConnectionCount' },
  })
  t.match(
    await ask(
      await serving(
        t,
        { ...subscribed, body: `<?xml version="1.0"?>${subscribed.body}` },
        { status: 502, body: '<html>Bad</html>', type: 'text/html' },
      ),
    ),
    { ok: false, status: 502 },
  )
  t.match(await ask(await serving(t, subscribed, { body: envelope('<ConnectionStatus>OK</ConnectionStatus>') })), {
    ok: false,
    cause: 'truncated',
    summary: /ended it without saying so/,
  })
  t.match(await ask(await serving(t, subscribed, { body: '<Envelope><Body></Envelope>' })), {
    ok: false,
    cause: 'bad-response',
  })
  t.match(await ask(await serving(t, subscribed, { body: `<Envelope>${'x'.repeat(1_100_000)}` })), {
    ok: false,
    cause: 'bad-response',
  })
})

t.test('envelopes are cut out of whatever pieces they come in, whatever their prefix', async () => {
  const list = [
    envelope('<ConnectionStatus>OK</ConnectionStatus>'),
    envelope('', 's:'),
    envelope('<x>é</x>', 'soap11:'),
  ]
  fc.assert(
    fc.property(fc.array(fc.nat(400), { maxLength: 8 }), (cuts) => {
      const text = list.join('')
      const splitter = new EnvelopeSplitter()
      const places = [0, ...cuts.toSorted((a, b) => a - b).filter((at) => at < text.length), text.length]
      const found = places.flatMap((at, index) => splitter.push(text.slice(at, places[index + 1] ?? text.length)))
      return (
        found.join('|') === list.join('|') &&
        found.every((one) => readStreamMessage(one, 'x').responseCode === 'NoError')
      )
    }),
    { numRuns: 100 },
  )
})
