import { createServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import t from 'tap'
import { HttpSession } from '../../../clients/http/index.ts'
import { createWorld, type World } from '../world.ts'
import { keepingObserver } from './observer.ts'

const mail = new URL('https://mail.contoso.com/owa/?a=b')

async function tlsWorld(names = ['mail.contoso.com']): Promise<World> {
  const world = await createWorld()
  world.name('mail.contoso.com', 'A', '203.0.113.10')
  const { certificate, privateKey } = await world.certificate(...names)
  const server = createTlsServer({ cert: certificate, key: privateKey }, (request, response) => {
    response.setHeader('WWW-Authenticate', ['Negotiate', 'NTLM', 'Basic realm="x"'])
    response.setHeader('X-Got', `${request.method} ${request.url} ${request.headers.host}`)
    response.setHeader('X-Got-Id', request.headers['client-request-id'] ?? '')
    let length = 0
    request.on('data', (chunk: Buffer) => {
      length += chunk.length
    })
    request.on('end', () => response.end(`got ${length}`))
  })
  await world.serve('203.0.113.10:443', server)
  return world
}

t.test('a request over TLS is sent, answered and recorded', async (t) => {
  await using world = await tlsWorld()
  await using session = new HttpSession(world.from)
  const seen = keepingObserver()
  const answer = await session.send({ url: mail, method: 'PROPFIND', body: Buffer.from('12345') }, seen)
  t.equal(answer.status, 200)
  t.equal(answer.body.toString(), 'got 5')
  t.same(
    answer.headers.filter(([name]) => name === 'WWW-Authenticate').map(([, value]) => value),
    ['Negotiate', 'NTLM', 'Basic realm="x"'],
    'lines stay separate, their names as sent',
  )
  t.ok(answer.headers.some(([name, value]) => name === 'X-Got' && value === 'PROPFIND /owa/?a=b mail.contoso.com'))
  t.ok(answer.headers.some(([name, value]) => name === 'X-Got-Id' && value === answer.requestId))
  t.same(seen.ids, [answer.requestId])
  t.match(seen.records, [
    {
      requestId: answer.requestId,
      method: 'PROPFIND',
      connection: 1,
      status: 200,
      requestBytes: 5,
      responseBytes: 5,
      authority: 'mail.contoso.com',
      cause: undefined,
    },
  ])
  t.match(seen.certificates, [{ names: ['mail.contoso.com'], trusted: true, fingerprint: /^[0-9a-f]{64}$/ }])

  await session.send({ url: mail, method: 'HEAD' }, seen)
  await session.send({ url: mail }, seen)
  t.same(
    seen.records.map(({ connection }) => connection),
    [1, 1, 1],
    'one connection serves all',
  )
  t.equal(seen.certificates.length, 1)
  await session.closeConnections()
  await session.send({ url: mail }, seen)
  t.equal(seen.records.at(-1)?.connection, 2)
})

t.test('a body that streams is sent as it is made', async (t) => {
  await using world = await tlsWorld()
  await using session = new HttpSession(world.from)
  const seen = keepingObserver()
  const { Readable } = await import('node:stream')
  const body = (): InstanceType<typeof Readable> => Readable.from([Buffer.from('abc'), Buffer.from('de')])
  const answer = await session.send({ url: mail, method: 'POST', body }, seen)
  t.equal(answer.body.toString(), 'got 5')
  t.equal(seen.records[0]?.requestBytes, 5)
})

t.test('each way to fail has its cause and its sentence', async (t) => {
  await using world = await tlsWorld(['remote.contoso.com', 'www.contoso.com'])
  const silent = createServer((_, response) => response.destroy())
  await world.serve('203.0.113.10:80', silent)
  const cut = createServer((_, response) => {
    response.writeHead(200, { 'Content-Length': '100' })
    response.write('only this', () => response.destroy())
  })
  await world.serve('203.0.113.10:81', cut)
  const slow = createServer(() => {})
  await world.serve('203.0.113.10:82', slow)
  world.name('nodata.contoso.com', 'TXT', 'x')
  world.name('sick.contoso.com', 'A', 'servfail')
  world.name('mute.contoso.com', 'A', 'timeout')
  const cases: [url: string, cause: string, sentence: string | RegExp][] = [
    [
      'https://nowhere.contoso.com/',
      'name-not-found',
      'nowhere.contoso.com does not exist in the DNS of the internet.',
    ],
    [
      'https://nodata.contoso.com/',
      'no-address',
      'nodata.contoso.com exists in the DNS of the internet, but has no address record (A or AAAA) there.',
    ],
    [
      'https://sick.contoso.com/',
      'dns-failed',
      'The DNS of the internet answered SERVFAIL when asked for sick.contoso.com.',
    ],
    [
      'https://mute.contoso.com/',
      'dns-failed',
      'The DNS of the internet did not answer when asked for mute.contoso.com.',
    ],
    ['https://mail.contoso.com:8443/', 'connect-refused', 'Nothing listens on 203.0.113.10:8443 (mail.contoso.com).'],
    [
      'https://mail.contoso.com/',
      'tls-name-mismatch',
      'The certificate that 203.0.113.10:443 shows for mail.contoso.com is for remote.contoso.com, www.contoso.com, not for mail.contoso.com.',
    ],
    [
      'https://mail.contoso.com:80/',
      'tls-handshake',
      'The TLS handshake with 203.0.113.10:80 for mail.contoso.com failed: what answers there does not speak TLS.',
    ],
    ['http://mail.contoso.com/', 'reset', 'http://mail.contoso.com/: the connection was closed before an answer came.'],
    ['http://mail.contoso.com:81/', 'truncated', 'http://mail.contoso.com:81/: the answer ended before it was whole.'],
    [
      'http://mail.contoso.com:82/',
      'response-timeout',
      'http://mail.contoso.com:82/: the answer did not begin in time.',
    ],
  ]
  for (const [url, cause, sentence] of cases) {
    await using session = new HttpSession(world.from)
    const seen = keepingObserver()
    await t.rejects(
      session.send({ url: new URL(url), answerWithin: 100 }, seen),
      { failureCause: cause, message: sentence },
      url,
    )
    t.match(seen.records, [{ cause, detail: sentence, requestId: seen.ids[0] }], `${url} is recorded`)
  }
})

t.test('a certificate that is refused is reported all the same', async (t) => {
  await using world = await tlsWorld(['remote.contoso.com'])
  await using session = new HttpSession(world.from)
  const seen = keepingObserver()
  await t.rejects(session.send({ url: mail }, seen), /is for remote.contoso.com, not for mail/)
  t.match(seen.certificates, [{ names: ['remote.contoso.com'], trusted: true }])

  await using stranger = new HttpSession({ ...world.from, trust: [] })
  const seenToo = keepingObserver()
  await t.rejects(stranger.send({ url: mail }, seenToo), {
    failureCause: 'tls-untrusted',
    message:
      'The certificate that 203.0.113.10:443 shows for mail.contoso.com is signed by O=Bridgehead, CN=Bridgehead Test CA, which is not trusted here.',
  })
  t.match(seenToo.certificates, [{ names: ['remote.contoso.com'], trusted: false }])
})

t.test('an abort ends a request at once, with its own reason', async (t) => {
  await using world = await createWorld()
  world.name('mail.contoso.com', 'A', '203.0.113.10')
  const entered = Promise.withResolvers<void>()
  await world.serve(
    '203.0.113.10:80',
    createServer(() => entered.resolve()),
  )
  await using session = new HttpSession(world.from)
  const ending = new AbortController()
  const seen = keepingObserver(ending.signal)
  const pending = session.send({ url: new URL('http://mail.contoso.com/') }, seen)
  await entered.promise
  ending.abort(new Error('the scenario is over'))
  await t.rejects(pending, { message: 'the scenario is over' })
})
