import { createServer } from 'node:http'
import t from 'tap'
import { runAction } from '../../clients/action-run.ts'
import { HttpSession } from '../../clients/index.ts'
import { ProtocolSyntaxError } from '../../protocols/syntax-error.ts'
import { createWorld } from './world.ts'

const url = new URL('http://mail.contoso.com/page?x=1')

async function start() {
  const world = await createWorld()
  world.name('mail.contoso.com', 'A', '203.0.113.10')
  const server = createServer((request, response) => {
    response.setHeader('Set-Cookie', 'session=secret; path=/')
    response.end(request.headers.cookie ?? 'no cookie')
  })
  await world.serve('203.0.113.10:80', server)
  return world
}

t.test('every request is recorded as the client’s hop, without secrets', async (t) => {
  await using world = await start()
  const result = await runAction('test', world.context(), async (run) => {
    await run.send({ url, scheme: 'basic', account: run.user })
    const { body } = await run.send({ url })
    return run.ok('done', { body: body.toString() })
  })
  t.match(result, { ok: true, summary: 'done', status: 200, facts: { body: 'session=secret' } })
  t.same(
    world.hops.map(({ requestId }) => requestId),
    result.requestIds,
  )
  t.match(world.hops[0], {
    hop: 'client',
    host: 'internet',
    method: 'GET',
    target: '/page?x=1',
    scheme: 'http',
    authority: 'mail.contoso.com',
    connection: 1,
    status: 200,
    responseBytes: 9,
  })
  t.match(world.hops[0]?.requestHeaders, [
    ['Authorization', 'Basic ***'],
    ['client-request-id', result.requestIds[0]],
  ])
  t.notMatch(JSON.stringify(world.hops), /secret|Pa55w/)
})

t.test('what the network and a peer did wrong is a failed result with its cause', async (t) => {
  await using world = await start()
  const refused = await runAction('test', world.context(), async (run) => {
    run.note({ before: true })
    await run.send({ url: new URL('http://mail.contoso.com:8080/') })
    return run.ok('never')
  })
  t.match(refused, {
    ok: false,
    cause: 'connect-refused',
    summary: 'Nothing listens on 203.0.113.10:8080 (mail.contoso.com).',
    status: undefined,
    facts: { before: true },
  })
  t.equal(refused.requestIds.length, 1)
  const malformed = await runAction('test', world.context(), async () => {
    throw new ProtocolSyntaxError('WBXML', 'the version is not 1.3')
  })
  t.match(malformed, {
    ok: false,
    cause: 'bad-response',
    summary: 'The answer is malformed: WBXML: the version is not 1.3.',
  })
})

t.test('a bug is thrown, and so is a step without the user that it needs', async (t) => {
  await using world = await start()
  await t.rejects(
    runAction('test', world.context(), () => Promise.reject(new TypeError('a bug'))),
    TypeError,
  )
  await t.rejects(
    runAction('owa.logon', world.context({ as: undefined }), async (run) => run.ok(run.user.user)),
    { code: 'BH_ERR_CLIENT_NEEDS_USER', message: /The client action owa.logon logs on/ },
  )
})

t.test('a session that is handed in keeps its cookies and connection, and is not closed', async (t) => {
  await using world = await start()
  await using session = new HttpSession(world.from)
  const once = () =>
    runAction('test', world.context({ session }), async (run) => {
      const { body, connection } = await run.send({ url })
      return run.ok(body.toString(), { connection })
    })
  t.match(await once(), { summary: 'no cookie', facts: { connection: 1 } })
  t.match(await once(), { summary: 'session=secret', facts: { connection: 1 } })
  t.match(await runAction('test', world.context(), async (run) => run.ok((await run.send({ url })).body.toString())), {
    summary: 'no cookie',
  })
})

t.test('the connections of one client are numbered over all of its sessions', async (t) => {
  await using world = await start()
  await runAction('test', world.context(), async (run) => {
    await run.send({ url })
    await run.send({ url }, run.newSession())
    return run.ok('done')
  })
  t.same(
    world.hops.map(({ connection }) => connection),
    [1, 2],
  )
})
