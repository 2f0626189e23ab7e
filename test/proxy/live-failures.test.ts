// failures: what live traffic shows of a server.

import t from 'tap'
import { waitUntil } from '../../base/deadline.ts'
import { isDue, noteFailure, noteSuccess, speaksAgainstServer } from '../../proxy/live-failures.ts'
import { createMembers } from '../../proxy/member.ts'
import type { FailuresPlan, FarmPlan } from '../../topology/edge-plan.ts'
import { closedPort, farmOn, startTestEdge, testSetup } from './edge-lab.ts'
import { farmPlan, healthPlan } from './edge-plan.ts'
import { textServer, wireServer } from './wire.ts'

const failures: FailuresPlan = { most: 3, within: 10_000, pause: 30_000, status: [] }
const get = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'

function twoMembers(settings: Partial<FarmPlan> = {}) {
  const plan = farmPlan('cas', ['cas1', 'cas2'], { failures, ...settings })
  const members = createMembers(plan)
  const [one, two] = members
  if (one === undefined || two === undefined) throw new Error('two members')
  return { plan, one, two, fail: (member = one, now = 0) => noteFailure(plan, members, member, 'it broke', now) }
}

t.test('so many failures in the window take a server out, and no fewer', async (t) => {
  const { one, fail } = twoMembers()
  for (const now of [0, 9_000, 10_001]) fail(one, now)
  t.ok(one.healthy, 'three, but not within 10 s')
  fail(one, 19_000)
  t.match(one, { healthy: false, reason: '3 requests failed within 10000 ms; the last: it broke.', tryAgainAt: 49_000 })
  const off = twoMembers({ failures: undefined })
  for (let count = 0; count < 10; count++) off.fail()
  t.ok(off.one.healthy, 'off by default')
})

t.test('without probes one request after the pause is a trial: when it fails the pause begins anew', async (t) => {
  const { one, fail } = twoMembers()
  for (let count = 0; count < 3; count++) fail()
  t.notOk(isDue(one, 29_999))
  t.ok(isDue(one, 30_000))
  one.onTrial = true
  t.notOk(isDue(one, 30_000), 'one is enough')
  fail(one, 30_500)
  one.onTrial = false
  t.notOk(isDue(one, 60_499))
  noteSuccess(one)
  t.notOk(one.healthy, 'an answer to a request of before does not bring it back')
  one.onTrial = true
  noteSuccess(one)
  t.match(one, { healthy: true, reason: undefined, failedAt: [], tryAgainAt: undefined })
})

t.test('with probes only a probe brings it back', async (t) => {
  const { one, fail } = twoMembers({ health: healthPlan() })
  for (let count = 0; count < 3; count++) fail()
  t.match(one, { healthy: false, tryAgainAt: undefined })
  t.notOk(isDue(one, 1e9))
})

t.test('the last server in use stays in use', async (t) => {
  const { one, two, fail } = twoMembers()
  two.state = 'no-new-clients'
  for (let count = 0; count < 5; count++) fail()
  t.ok(one.healthy, 'no new client could go anywhere else')
  two.state = 'available'
  fail()
  t.notOk(one.healthy, 'now there is another')
  for (let count = 0; count < 5; count++) fail(two)
  t.ok(two.healthy)
})

t.test('a reload keeps a server out, unless nothing could bring it back', async (t) => {
  const { one, two, plan, fail } = twoMembers()
  for (let count = 0; count < 3; count++) fail()
  createMembers(plan, [one, two])
  t.match(one, { healthy: false, tryAgainAt: 30_000 })
  createMembers({ ...plan, health: healthPlan() }, [one, two])
  t.match(one, { healthy: false, tryAgainAt: undefined }, 'the probe will tell')
  createMembers(plan, [one, two])
  t.match(one, { healthy: true }, 'what a probe had to bring back, and there is none')
  for (let count = 0; count < 3; count++) fail()
  createMembers({ ...plan, failures: undefined }, [one, two])
  t.match(one, { healthy: true })
})

t.test('what a client can bring about alone does not count', async (t) => {
  t.ok(speaksAgainstServer('reset'))
  for (const cause of ['client-gone', 'bad-request', 'idle-timeout', 'server-offline', 'overloaded'] as const) {
    t.notOk(speaksAgainstServer(cause), cause)
  }
})

t.test('a server that cannot be reached is left alone for the pause, then tried by one request', async (t) => {
  await using two = await textServer(() => 'two')
  const cas = farmOn('cas', [closedPort, two.port], { failures: { ...failures, most: 2, pause: 1 } })
  const longPause = { farms: { cas: { ...cas, failures } } }
  await using lab = await startTestEdge({ farms: { cas } })
  const client = await lab.client()
  for (let count = 0; count < 4; count++) t.equal((await client.send(get).message()).body, 'two', 'saved by a retry')
  t.match(lab.edge.servers(), [
    { healthy: false, reason: '2 requests failed within 10000 ms; the last: nothing listens on that port.' },
    { healthy: true },
  ])
  t.match(await lab.record(), { cause: undefined, status: 200, edge: { server: 'cas2' } })
  lab.edge.reload(testSetup(longPause))
  t.match(lab.edge.servers(), [{ healthy: false }, { healthy: true }])
  client.socket.destroy()
})

t.test('when the others go out of use, a server is tried before its pause is over', async (t) => {
  await using one = await wireServer(async (wire) => {
    for (;;) {
      const status = (await wire.head()).startsWith('GET /bad') ? 502 : 200
      wire.send(`HTTP/1.1 ${status} X\r\nContent-Length: 3\r\n\r\none`)
    }
  })
  const two = await textServer(() => 'two')
  const cas = farmOn('cas', [one.port, two.port], {
    failures: { most: 1, within: 10_000, pause: 3_600_000, status: [502] },
  })
  await using lab = await startTestEdge({ farms: { cas } })
  const client = await lab.client()
  t.equal((await client.send(get.replace('/', '/bad')).message()).body, 'one')
  for (let count = 0; count < 3; count++) t.equal((await client.send(get).message()).body, 'two')
  lab.edge.setServerState('cas', 'cas2', 'drain')
  t.equal((await client.send(get.replace('/', '/bad')).message()).body, 'one')
  t.match(lab.edge.servers(), [{ healthy: false }, {}], 'tried in vain')
  t.equal((await client.send(get).message()).body, 'one')
  t.match(lab.edge.servers(), [{ healthy: true }, {}])

  lab.edge.setServerState('cas', 'cas2', 'available')
  t.equal((await client.send(get.replace('/', '/bad')).message()).body.length, 3)
  await two[Symbol.asyncDispose]()
  for (let count = 0; count < 4; count++)
    t.equal((await client.send(get).message()).body, 'one', 'the last one is dead')
  client.socket.destroy()
})

t.test('resets, bad answers and listed status codes count; a good trial brings the server back', async (t) => {
  let answer = ''
  let seen = 0
  await using one = await wireServer(async (wire) => {
    for (;;) {
      await wire.head()
      seen++
      if (answer === '') return void wire.socket.destroy()
      wire.send(answer)
    }
  })
  await using two = await textServer(() => 'two')
  const cas = farmOn('cas', [one.port, two.port], { failures: { most: 1, within: 10_000, pause: 1, status: [502] } })
  await using lab = await startTestEdge({ farms: { cas } })
  const client = await lab.client()
  const good = 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none'
  for (const bad of ['', 'SMTP ready\r\n\r\n', 'HTTP/1.1 502 Bad\r\nContent-Length: 0\r\n\r\n']) {
    answer = bad
    const before = seen
    await waitUntil(
      async () => {
        await client.send(get).message()
        return seen > before && lab.edge.servers()[0]?.healthy === false
      },
      { what: 'cas1 to be taken out' },
    )
    answer = good
    await waitUntil(
      async () => {
        await client.send(get).message()
        return lab.edge.servers()[0]?.healthy
      },
      { what: 'cas1 to be back' },
    )
  }
  t.match(lab.edge.servers(), [{ healthy: true, reason: undefined }, { healthy: true }])
  client.socket.destroy()
})

t.test('a stale kept connection is no failure', async (t) => {
  await using one = await wireServer(async (wire) => {
    await wire.head()
    wire.send('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
    await wire.until(() => wire.text.length > 0, 'a second request')
    wire.socket.destroy()
  })
  await using two = await textServer(() => 'two')
  const cas = farmOn('cas', [one.port, two.port], { failures: { ...failures, most: 1 } })
  await using lab = await startTestEdge({ farms: { cas } })
  const client = await lab.client()
  for (let count = 0; count < 4; count++) t.match((await client.send(get).message()).head, /^HTTP\/1\.1 200 /)
  t.equal(one.wires.length, 2)
  t.match(lab.edge.servers(), [{ healthy: true }, { healthy: true }])
  client.socket.destroy()
})
