import { once } from 'node:events'
import t from 'tap'
import { waitUntil } from '../../../base/deadline.ts'
import { ask, basic } from '../support/client.ts'
import { echoModules } from '../support/echo-modules.ts'
import { startServers } from '../support/servers.ts'

const alice = basic('alice', 'Pässword:1')
const seen: string[] = []
const modules = echoModules({
  'Microsoft-Server-ActiveSync': {
    backEnd(app, context) {
      app.post('/microsoft-server-activesync', async () => {
        seen.push('held')
        const signal = context.signalOf('Microsoft-Server-ActiveSync')
        await once(signal, 'abort')
        seen.push('ended')
        return ''
      })
    },
  },
})

t.test('recycling the pool ends the request that it holds, and only that pool does', async (t) => {
  await using servers = await startServers({ modules })
  const held = ask({
    port: servers.port('cas1', 443),
    trust: servers.certificate,
    method: 'POST',
    path: '/Microsoft-Server-ActiveSync?Cmd=Ping',
    headers: { ...alice, 'client-request-id': 'ping' },
  })
  held.catch(() => undefined)
  await waitUntil(() => seen.includes('held'), { what: 'the Ping to be held' })
  servers.cas1.recycle('MSExchangeOWAAppPool')
  t.same(seen, ['held'])
  servers.cas1.recycle('MSExchangeSyncAppPool')
  await t.rejects(held, { code: 'ECONNRESET' })
  t.same(seen, ['held', 'ended'])
  const hop = await servers.hop((each) => each.requestId === 'ping' && each.hop === 'front-end')
  t.match(hop, { cause: 'reset', detail: /MSExchangeSyncAppPool was recycled/, identity: 'CONTOSO\\alice' })
  t.equal(hop.status, undefined)
})
