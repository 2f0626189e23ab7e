import t from 'tap'
import { type FailureCause, failureCauses } from '../../base/failure-cause.ts'
import { errorPage, statusOfCause } from '../../proxy/pages.ts'

const causes = Object.keys(failureCauses) as FailureCause[]

t.test('every cause has a status and a page that names it and says what to do', async (t) => {
  for (const cause of causes) {
    const status = statusOfCause(cause)
    t.ok(status >= 400 && status <= 599, `${cause} is ${status}`)
    const page = errorPage(status, { cause, sentence: 'Server cas1 was asked.' })
    const text = page.body.toString()
    t.ok(text.includes(`${status}`) && text.includes(cause) && text.includes('Server cas1 was asked.'), cause)
    t.same(
      page.headers.find(([name]) => name === 'X-Bridgehead-Cause'),
      ['X-Bridgehead-Cause', cause],
    )
  }
})

t.test('the page is whole: length, type, and never kept by a cache', async (t) => {
  const page = errorPage(502, { cause: 'connect-refused', sentence: 'é' })
  t.equal(page.reason, 'Bad Gateway')
  t.same(new Map(page.headers).get('Content-Length'), String(page.body.length))
  t.same(new Map(page.headers).get('Content-Type'), 'text/html; charset=utf-8')
  t.same(new Map(page.headers).get('Cache-Control'), 'no-store')
})

t.test('the advice is that for the status, where a cause has several', async (t) => {
  const advice = (status: number, cause: FailureCause) => errorPage(status, { cause, sentence: 'No.' }).body.toString()
  t.match(advice(413, 'request-too-large'), /limits\.bodyBytes/)
  t.match(advice(414, 'request-too-large'), /limits\.requestLine/)
  t.match(advice(431, 'request-too-large'), /limits\.headerBytes or limits\.headerFields/)
  t.match(advice(400, 'bad-request'), /one meaning only/)
  t.match(advice(501, 'bad-request'), /trace: true/)
  t.match(advice(505, 'bad-request'), /Speak HTTP\/1\.1/)
  t.match(advice(501, 'denied'), /closed on purpose/, 'a rule that denies with the same status')
})

t.test('a brief page names no server, and nothing of the configuration', async (t) => {
  const facts = { cause: 'request-too-large', sentence: 'Server 10.0.0.1 of farm cas.', accept: 'text/plain' } as const
  const page = errorPage(431, { ...facts, tells: 'brief', requestId: 'r1' })
  t.equal(
    page.body.toString(),
    '431 Request Header Fields Too Large\n\nCause: request-too-large, that is, the request is larger than the edge takes.\n\nRequest: r1\n',
  )
  t.match(errorPage(431, { ...facts, tells: 'full' }).body.toString(), /10\.0\.0\.1/)
})

t.test('what comes from the request is escaped', async (t) => {
  const bad = '<script>alert("x")</script>'
  const page = errorPage(404, { cause: 'no-rule', sentence: `Host ${bad}.`, host: bad, requestId: `"'&${bad}` })
  t.notMatch(page.body.toString(), /<script>/)
  t.match(page.body.toString(), /&lt;script&gt;/)
})

t.test('a client that wants plain text gets that', async (t) => {
  const page = (accept: string) => errorPage(503, { cause: 'no-healthy-server', sentence: 'Farm <cas>.', accept })
  t.match(page('text/plain').body.toString(), /^503 Service Unavailable\n\nFarm <cas>\.\n/)
  t.match(new Map(page('text/plain').headers).get('Content-Type'), /^text\/plain/)
  t.match(page('text/html, text/plain;q=0.5').body.toString(), /^<!doctype html>/)
  t.match(page('*/*').body.toString(), /^<!doctype html>/)
})
