import t from 'tap'
import { ask } from '../support/client.ts'
import { startServers } from '../support/servers.ts'

const minutes = 60_000
const rpcPool = 'MSExchangeRpcProxyFrontEndAppPool'

t.test(
  'Outlook Anywhere reaches IIS with the poll of Active Directory, and takes effect with the recycling after it',
  async (t) => {
    await using servers = await startServers()
    const { cas1, clock } = servers
    const plainRpc = async (): Promise<number> =>
      (await ask({ port: servers.port('cas1', 80), path: '/rpc/rpcproxy.dll' })).status

    t.equal(await plainRpc(), 401, 'SSL offloading is on by default')
    cas1.setOutlookAnywhere({ sslOffloading: false })
    cas1.recycle(rpcPool)
    cas1.iisreset()
    t.equal(await plainRpc(), 401, 'no recycling helps before the poll')
    clock.advance(14 * minutes)
    cas1.iisreset()
    t.equal(await plainRpc(), 401)
    clock.advance(1 * minutes)
    t.equal(await plainRpc(), 401, 'in IIS, but not in effect')
    cas1.recycle(rpcPool)
    t.equal(await plainRpc(), 403)

    cas1.setOutlookAnywhere({ sslOffloading: true })
    clock.advance(15 * minutes)
    cas1.iisreset()
    t.equal(await plainRpc(), 401, 'the poll goes on')
  },
)

t.test('a server may start with SSL offloading off', async (t) => {
  await using servers = await startServers({ cas1: '    outlookAnywhere: { sslOffloading: false }' })
  const status = async (server: 'cas1' | 'cas2') =>
    (await ask({ port: servers.port(server, 80), path: '/rpc/rpcproxy.dll' })).status
  t.equal(await status('cas1'), 403)
  t.equal(await status('cas2'), 401)
})
