import t from 'tap'
import { ask, basic } from '../support/client.ts'
import { startServers } from '../support/servers.ts'

const servers = await startServers()
t.teardown(() => servers[Symbol.asyncDispose]())

t.test('a body beyond the limit of the vdir gets 404, logged as 404.13', async (t) => {
  const send = (path: string, length: number) =>
    ask({
      port: servers.port('cas1', 443),
      trust: servers.certificate,
      method: 'POST',
      path,
      headers: {
        ...basic('alice', 'wrong'),
        // No body comes, so the connection is of no use afterwards.
        connection: 'close',
        'content-length': String(length),
        'client-request-id': `${path} ${length}`,
      },
    })
  const statuses = async (path: string, limit: number) => [
    (await send(path, limit)).status,
    (await send(path, limit + 1)).status,
  ]
  t.same(await statuses('/Autodiscover/x', 30_000_000), [401, 404])
  t.same(await statuses('/EWS/x', 67_108_864), [401, 404])
  t.same(await statuses('/rpc/x', 2_147_483_648), [401, 404])
  t.match(await servers.hop(({ requestId }) => requestId === '/EWS/x 67108865'), { status: 404, subStatus: 13 })
})
