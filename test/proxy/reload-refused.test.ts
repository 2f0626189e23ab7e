// A new setup that is no good leaves everything as it was.

import t from 'tap'
import type { FarmPlan } from '../../topology/edge-plan.ts'
import { testAuthority } from './edge-certificates.ts'
import { closedPort, farmOn, startTestEdge, testSetup } from './edge-lab.ts'
import { healthPlan } from './edge-plan.ts'
import { secureWireTo, textServer } from './wire.ts'

const authority = await testAuthority(t.testdir())
const pair = await authority.issue(['mail.test'])
const other = await authority.issue(['other.test'])
const stranger = await (await testAuthority(t.testdir({ stranger: {} }), 'Stranger')).issue(['mail.test'])
const mismatched = { certificate: pair.certificate, privateKey: stranger.privateKey }
const get = 'GET / HTTP/1.1\r\nHost: mail.test\r\n\r\n'
const health = healthPlan({ path: '/h' })
const tls: FarmPlan['tls'] = { ca: undefined, servername: undefined, verify: true }

t.test('neither rules nor weights, health or certificates change', async (t) => {
  await using up = await textServer(() => 'up')
  // The first of the servers is down; without its probe it would be asked again.
  const farm = (settings: Partial<FarmPlan>) => farmOn('cas', [closedPort, up.port], settings)
  await using lab = await startTestEdge({ farms: { cas: farm({ health }) }, certificates: [pair] })
  await lab.edge.whenProbed()
  t.match(lab.edge.servers(), [{ healthy: false }, { healthy: true }])

  const changed = { rules: ['* -> 403'], farms: { cas: farm({}), bridged: farmOn('bridged', [1], { tls }) } }
  const bad = {
    BH_ERR_EDGE_CERTIFICATE: testSetup({ ...changed, certificates: [other, mismatched] }),
    BH_ERR_EDGE_AUTHORITY: testSetup({ ...changed, certificates: [other], trusted: 'no PEM' }),
    BH_ERR_EDGE_RELOAD_LISTENERS: testSetup(changed),
  }
  const client = await secureWireTo(lab.securePort, { ca: authority.certificate, servername: 'mail.test' })
  for (const [code, setup] of Object.entries(bad)) {
    const before = lab.edge.servers()
    t.throws(() => lab.edge.reload(setup), { code })
    t.same(lab.edge.servers(), before, `${code}: the servers are as they were`)
    t.equal((await client.send(get).message()).body, 'up', `${code}: the old rules serve`)
    const next = await secureWireTo(lab.securePort, { ca: authority.certificate, servername: 'mail.test' })
    next.socket.destroy()
  }
  client.socket.destroy()
})
