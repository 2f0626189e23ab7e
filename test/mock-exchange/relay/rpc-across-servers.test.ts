import t from 'tap'
import { rpc } from '../../../mock-exchange/vdirs/rpc.ts'
import { decodeBindAck, encodeBind, ndr, rpcInterfaces } from '../../../protocols/dcerpc/index.ts'
import { loadPlanText } from '../../../topology/index.ts'
import { startServers } from '../support/servers.ts'
import { openIn, openOut } from '../vdirs/rpc/outlook.ts'

const servers = await startServers({ modules: [rpc] })
t.teardown(() => servers[Symbol.asyncDispose]())
// The users of support/servers.ts; their GUIDs are the same for the same topology.
const { plan } = loadPlanText(`
domain: contoso.com
hosts:
  cas1: { role: exchange, intranet: 192.168.16.1 }
  cas2: { role: exchange, intranet: 192.168.16.2 }
users:
  alice: { password: "Pässword:1", server: cas1 }
  bob: { password: "Bob's secret", server: cas2 }
`)
const [alice, bob] = plan.users
if (alice === undefined || bob === undefined) throw new Error('no users')
const front = (server: 'cas1' | 'cas2') => ({ port: servers.port(server, 443), trust: servers.certificate })

const bind = encodeBind({
  callId: 1,
  maxFragment: 5_840,
  associationGroup: 0,
  contexts: [{ id: 0, interface: rpcInterfaces.emsmdb, transfers: [ndr] }],
})

const cases = [
  ['the mailbox of the caller', `${alice.mailboxGuid}@contoso.com`, 'cas1'],
  ['the mailbox of somebody else', `${bob.mailboxGuid}@contoso.com`, 'cas2'],
  ['a server by its short name', 'CAS2', 'cas2'],
  ['a server by its full name', 'cas1.contoso.com', 'cas1'],
] as const

for (const [index, [name, server, host]] of cases.entries()) {
  t.test(`channels to ${name} that land on different servers are joined on ${host}`, async (t) => {
    const options = { as: alice, endpoint: `${server}:6001` }
    const before = servers.hops.length
    const into = openIn(t, front('cas1'), options, 20 + index)
    const out = await openOut(front('cas2'), options, 20 + index)
    t.equal(out.response.headers['x-calculatedbetarget'], `${host}.contoso.com`)
    t.match(await out.next(), /^050014030000|^050014031000/, 'CONN/A3')
    t.match(await out.next(), /^05001403100000002c/, 'CONN/C2')
    into.write(bind)
    const ack = Buffer.from((await out.next()) ?? '', 'hex')
    t.equal(decodeBindAck(ack).results[0]?.result, 0)
    into.destroy()
    out.response.destroy()
    const ended = (method: string, hop: string, where: string): Promise<unknown> =>
      servers.hop(
        (record) =>
          servers.hops.indexOf(record) >= before &&
          record.method === method &&
          record.hop === hop &&
          record.host === where,
      )
    await ended('RPC_IN_DATA', 'front-end', 'cas1')
    await ended('RPC_OUT_DATA', 'front-end', 'cas2')
    await ended('RPC_IN_DATA', 'back-end', host)
    await ended('RPC_OUT_DATA', 'back-end', host)
  })
}
