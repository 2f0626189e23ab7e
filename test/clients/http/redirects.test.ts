import t from 'tap'
import { followRedirects, type HttpRequest, type HttpResponse } from '../../../clients/http/index.ts'

const account = { user: 'alice', domain: 'CONTOSO', password: 'x' }

function answer(url: URL, status: number, location?: string): HttpResponse {
  return {
    url,
    status,
    reason: '',
    headers: location === undefined ? [] : [['Location', location]],
    body: Buffer.alloc(0),
    requestId: 'id',
    connection: 1,
    interim: [],
  }
}

/** Follows a chain of answers, and gives the requests that were sent. */
async function follow(first: HttpRequest, ...chain: [status: number, location?: string][]): Promise<HttpRequest[]> {
  const sent: HttpRequest[] = []
  await followRedirects(first, async (request) => {
    sent.push(request)
    const [status, location] = chain[sent.length - 1] ?? [200]
    return answer(request.url, status, location)
  })
  return sent
}

const post: HttpRequest = {
  url: new URL('https://mail.contoso.com/a'),
  method: 'POST',
  headers: [
    ['Content-Type', 'text/xml'],
    ['Host', 'mail.contoso.com'],
    ['Accept', '*/*'],
  ],
  body: Buffer.from('x'),
  scheme: 'ntlm',
  account,
}

t.test('302 turns a POST into a GET without body', async (t) => {
  const sent = await follow(post, [302, '/b'])
  t.match(sent[1], { method: 'GET', url: new URL('https://mail.contoso.com/b'), headers: [['Accept', '*/*']] })
  t.equal(sent[1]?.body, undefined)
  t.equal(sent[1]?.scheme, 'ntlm')
})

t.test('307 repeats the request', async (t) => {
  const sent = await follow(post, [307, '/b'])
  t.match(sent[1], {
    method: 'POST',
    body: post.body,
    headers: [
      ['Content-Type', 'text/xml'],
      ['Accept', '*/*'],
    ],
  })
})

t.test('credentials go neither to another host nor to plain http', async (t) => {
  const elsewhere = await follow(post, [302, 'https://www.contoso.com/'], [302, 'https://mail.contoso.com/'])
  t.same(
    elsewhere.map(({ scheme }) => scheme),
    ['ntlm', 'none', 'none'],
  )
  t.equal((await follow(post, [302, 'http://mail.contoso.com/']))[1]?.scheme, 'none')
})

t.test('ten redirects are followed, and what is no web address is not', async (t) => {
  const circle = Array.from({ length: 20 }, (): [number, string] => [302, '/again'])
  t.equal((await follow(post, ...circle)).length, 11)
  t.equal((await follow(post, [302, 'ftp://mail.contoso.com/'])).length, 1)
  t.equal((await follow(post, [302])).length, 1)
  t.equal((await follow(post, [304, '/b'])).length, 1)
})
