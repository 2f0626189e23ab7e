import type { RequestListener } from 'node:http'
import { createServer } from 'node:net'
import t from 'tap'
import { waitUntil } from '../../base/deadline.ts'
import { startHealth } from '../../proxy/health.ts'
import type { Member } from '../../proxy/member.ts'
import type { HealthPlan } from '../../topology/edge-plan.ts'
import { farmPlan } from './edge-plan.ts'
import { dial, portOf, probedFarm, startServer } from './health-lab.ts'

const surroundings = { dial, context: undefined }

/** What one probe of a server that answers so makes of its member. */
async function probed(answer: RequestListener, health: Partial<HealthPlan> = {}): Promise<Member> {
  await using server = await startServer(answer)
  const { farm, member } = probedFarm(portOf(server), health)
  await using running = startHealth(farm, [member], surroundings)
  await running.probe()
  return member
}

t.test('a server that answers the health page with 200 is healthy', async (t) => {
  const seen: unknown[] = []
  const member = await probed(
    (request, response) => {
      seen.push([request.method, request.url, request.headers.host])
      response.end('200 OK<br/>cas1.contoso.test')
    },
    { host: 'mail.contoso.test', match: '200 OK' },
  )
  t.match(member, { healthy: true, reason: undefined })
  t.same(seen[0], ['GET', '/owa/healthcheck.htm', 'mail.contoso.test'])
})

t.test('another status takes it out, and the reason says which and why that may be', async (t) => {
  const member = await probed((_, response) => response.writeHead(403).end())
  t.equal(member.healthy, false)
  t.match(member.reason, /^GET \/owa\/healthcheck\.htm was answered 403 over plain HTTP, not 200 \(SSL required\?/)
  t.match(await probed((_, response) => response.writeHead(302).end(), { status: [200, 401] }), {
    reason: 'GET /owa/healthcheck.htm was answered 302 over plain HTTP, not 200 or 401.',
  })
  t.match(await probed((_, response) => response.writeHead(401).end(), { status: [200, 401] }), { healthy: true })
})

t.test('a page without the text that is asked for takes it out', async (t) => {
  const member = await probed((_, response) => response.end('<html>Welcome'), { match: '200 OK' })
  t.match(member, { healthy: false, reason: /was answered 200, without the text "200 OK"/ })
  const pieces = await probed(
    (_, response) => {
      response.write('20')
      setImmediate(() => response.end('0 OK'))
    },
    { match: '200 OK' },
  )
  t.match(pieces, { healthy: true }, 'a text that comes in two pieces is found')
})

t.test('the whole answer must be there in time', async (t) => {
  const silent = await probed(() => {}, { timeout: 60 })
  t.match(silent, { healthy: false, reason: 'GET /owa/healthcheck.htm was not answered in full within 60 ms.' })
  const slow = await probed((_, response) => void response.write('200 OK'), { timeout: 60 })
  t.match(slow, { healthy: false, reason: /not answered in full within 60 ms/ })
})

t.test('a server that is not there, and one that never accepts', async (t) => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { farm, member } = probedFarm(portOf(server), { timeout: 60 })
  await new Promise((resolve) => server.close(resolve))
  await using running = startHealth(farm, [member], surroundings)
  await running.probe()
  t.match(member.reason, /nothing listens on that port/)
  await using stuck = startHealth(farm, [member], { ...surroundings, dial: () => new Promise(() => {}) })
  await stuck.probe()
  t.equal(member.reason, 'No connection stood within 60 ms.')
})

t.test('an answer that breaks off, or is no HTTP, takes it out', async (t) => {
  const broken = await probed((_, response) => {
    response.writeHead(200, { 'content-length': '1000' }).write('200 OK')
    setImmediate(() => response.destroy())
  })
  t.match(broken, { healthy: false, reason: /^GET .* failed: / })
  const noise = createServer((socket) => socket.end('220 cas1 ESMTP\r\n'))
  await new Promise<void>((resolve) => noise.listen(0, '127.0.0.1', resolve))
  const { farm, member } = probedFarm(portOf(noise))
  await using running = startHealth(farm, [member], surroundings)
  await running.probe()
  noise.close()
  t.match(member, { healthy: false, reason: /breaks the rules of HTTP/ })
})

t.test('the first probe comes at once, then one an interval; one success brings a server back', async (t) => {
  let status = 503
  let asked = 0
  await using server = await startServer((_, response) => {
    asked++
    response.writeHead(status).end()
  })
  const { farm, member } = probedFarm(portOf(server), { interval: 20 })
  const changes: boolean[] = []
  await using _ = startHealth(farm, [member], { ...surroundings, onChange: ({ healthy }) => changes.push(healthy) })
  await waitUntil(() => !member.healthy, { what: 'the server to be taken out' })
  await waitUntil(() => asked > 2, { what: 'more probes' })
  status = 200
  await waitUntil(() => member.healthy, { what: 'the server to come back' })
  t.same(changes, [false, true], 'told of changes only')
  t.equal(member.reason, undefined)
})

t.test('after disposing nothing is asked and nothing changes any more', async (t) => {
  let asked = 0
  await using server = await startServer(() => void asked++)
  const { farm, member } = probedFarm(portOf(server), { interval: 10 })
  const running = startHealth(farm, [member], surroundings)
  await waitUntil(() => asked > 0, { what: 'the first probe' })
  const begun = performance.now()
  await running[Symbol.asyncDispose]()
  t.ok(performance.now() - begun < 1_000, 'a probe under way is broken off')
  t.match(member, { healthy: true, reason: undefined })
  await running.probe()
  t.equal(asked, 1)
})

t.test('a farm without a health page is left alone', async (t) => {
  const farm = farmPlan('cas', ['cas1'])
  await using running = startHealth(farm, [], { ...surroundings, dial: () => t.fail('nothing to dial') as never })
  await running.probe()
  t.pass()
})
