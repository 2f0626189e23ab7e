import { access } from 'node:fs/promises'
import { connect } from 'node:net'
import t from 'tap'
import { startLab } from '../../lab/index.ts'
import { loadPlanText } from '../../topology/index.ts'

const small = `domain: contoso.com
hosts:
  router: { role: router, internet: 203.0.113.10, intranet: 192.168.16.1, forwards: [{ port: 443, to: lb }] }
  lb: { role: edge, intranet: 192.168.16.2 }
  cas1: { role: exchange, intranet: 192.168.16.11, externalHostname: mail.contoso.com }
certificates:
  mail: { names: [mail.contoso.com] }
edges:
  lb:
    host: lb
    listeners: [{ address: "192.168.16.2:443", tls: { certificates: [mail] } }]
    farms: { cas: { servers: [cas1] } }
    rules: [{ host: mail.contoso.com, farm: cas }]
dns:
  internet: { zones: { contoso.com: { records: [{ name: mail, a: 203.0.113.10 }] } } }
`
const plan = (text = small) => loadPlanText(text, { file: 'small.yaml' }).plan

/** Real ports of a lab, out of its state. */
async function portsOf(lab: Awaited<ReturnType<typeof startLab>>): Promise<number[]> {
  const text = JSON.stringify(await lab.state())
  return [...new Set([...text.matchAll(/127\.0\.0\.1:(\d+)/g)].map((match) => Number(match[1])))]
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('error', () => resolve(false))
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
  })
}

t.test('a disposed lab leaves no port and no file', async (t) => {
  const lab = await startLab(plan())
  const ports = await portsOf(lab)
  const { ca } = await lab.state()
  t.ok(ports.length >= 10, 'DNS, gateways, control, servers and edge listen')
  t.same(
    await Promise.all(ports.map(isOpen)),
    ports.map(() => true),
  )
  await lab[Symbol.asyncDispose]()
  t.same(
    await Promise.all(ports.map(isOpen)),
    ports.map(() => false),
  )
  await t.rejects(access(ca))
})

t.test('labs run side by side with the same addresses and do not meet', async (t) => {
  const labs = await Promise.all([startLab(plan()), startLab(plan()), startLab(plan())])
  const ports = (await Promise.all(labs.map(portsOf))).flat()
  t.equal(new Set(ports).size, ports.length, 'no port is shared')
  const answers = await Promise.all(labs.map((lab) => lab.from('internet').resolve('mail.contoso.com', 'A')))
  for (const { records } of answers) t.match(records, [{ value: '203.0.113.10' }])
  await labs[0]?.[Symbol.asyncDispose]()
  t.match((await labs[1]?.from('internet').resolve('mail.contoso.com', 'A'))?.records, [{ value: '203.0.113.10' }])
  await Promise.all(labs.map((lab) => lab[Symbol.asyncDispose]()))
})

t.test('a start that fails half-way ends what had started, and says why', async (t) => {
  const before = process.getActiveResourcesInfo().filter((name) => name === 'TCPServerWrap').length
  const broken = plan(small.replace('certificates: [mail]', 'certificates: [{ pfx: nowhere.pfx }]'))
  await t.rejects(startLab(broken), { code: 'BH_ERR_CERT_FILE', message: /nowhere\.pfx/ })
  await new Promise((resolve) => setImmediate(resolve))
  const after = process.getActiveResourcesInfo().filter((name) => name === 'TCPServerWrap').length
  t.equal(after, before, 'no listener is left')
})

t.test('a host that the topology does not have cannot be stopped', async (t) => {
  await using lab = await startLab(plan())
  t.throws(() => lab.stopHost('cas9'), { code: 'BH_ERR_NO_SUCH_HOST', message: /cas9.*cas1/ })
})
