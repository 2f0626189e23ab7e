import { Socket } from 'node:net'
import t from 'tap'
import { IdleServers } from '../../proxy/idle-servers.ts'
import { createMembers } from '../../proxy/member.ts'
import { ServerConnection } from '../../proxy/server-connection.ts'
import { Ticker } from '../../proxy/ticker.ts'
import { farmPlan } from './edge-plan.ts'

t.test('connections for names that nobody asks for any more do not keep out new ones', async (t) => {
  const [member] = createMembers(farmPlan('cas', ['cas1']))
  if (member === undefined) throw new Error('a farm without its server')
  const ticker = new Ticker()
  const idle = new IdleServers(ticker)
  t.teardown(() => ticker.stop())
  // Without a servername of its own, a farm is reached by whatever Host clients name.
  const all = Array.from({ length: 300 }, (_, index) => {
    const connection = new ServerConnection(new Socket(), index + 1, member, { serverName: `h${index}.test` })
    idle.put(connection, [])
    return connection
  })
  t.equal(member.counters.connectionsAtRest, 256)
  t.equal(all.filter(({ usable }) => usable).length, 256)
  t.equal(idle.take(member, 'h0.test'), undefined, 'that which rested longest has gone')
  t.equal(idle.take(member, 'h299.test')?.number, 300)
  idle.close()
})
