import t from 'tap'
import { ask } from '../support/client.ts'
import { startServers } from '../support/servers.ts'

const servers = await startServers()
t.teardown(() => servers[Symbol.asyncDispose]())
const { cas1 } = servers
const probe = async (vdir: string): Promise<number> =>
  (await ask({ port: servers.port('cas1', 80), path: `/${vdir}/healthcheck.htm` })).status

t.test('what is set comes into effect with the recycling of the right pool', async (t) => {
  cas1.setVdir('EWS', { sslFlags: 'None' })
  t.equal(await probe('EWS'), 403, 'only set')
  cas1.recycle('MSExchangeOWAAppPool')
  t.equal(await probe('EWS'), 403, 'another pool recycled')
  t.equal(cas1.poolOf('EWS'), 'MSExchangeServicesAppPool')
  cas1.recycle('msexchangeservicesapppool')
  t.equal(await probe('EWS'), 200, 'its own pool recycled; names ignore case')
})

t.test('an iisreset brings everything into effect', async (t) => {
  cas1.setVdir('owa', { sslFlags: 'None' })
  cas1.setVdir('OAB', { sslFlags: 'None' })
  cas1.iisreset()
  t.same([await probe('owa'), await probe('OAB'), await probe('mapi')], [200, 200, 403])
})

t.test('SSL flags of the back end follow the back end pool', async (t) => {
  const direct = async () => (await ask({ port: servers.port('cas1', 81), path: '/rpc/' })).status
  cas1.setBackEndSslFlags('Rpc', 'None')
  cas1.recycle('MSExchangeRpcProxyFrontEndAppPool')
  t.equal(await direct(), 403)
  cas1.recycle('MSExchangeRpcProxyAppPool')
  t.equal(await direct(), 401, 'plain HTTP is let in, but only front ends are served')
})

t.test('a pool that does not exist is named, with those that do', async (t) => {
  t.throws(() => cas1.recycle('DefaultAppPool'), {
    code: 'BH_ERR_NO_SUCH_POOL',
    message: /DefaultAppPool.*MSExchangeOWAAppPool/,
  })
})
