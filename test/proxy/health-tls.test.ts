import type { SecureContext } from 'node:tls'
import t from 'tap'
import { createAuthority, createKeyStore, issue } from '../../certs/index.ts'
import { startHealth } from '../../proxy/health.ts'
import type { Member } from '../../proxy/member.ts'
import { serverTlsContext } from '../../proxy/server-tls.ts'
import type { FarmPlan, HealthPlan } from '../../topology/edge-plan.ts'
import { dial, portOf, probedFarm, startServer } from './health-lab.ts'

const keyStore = createKeyStore({ directory: t.testdir() })
const authority = await createAuthority({ commonName: 'Health CA', keyStore })
const other = await createAuthority({ commonName: 'Other CA', keyStore })
const pair = await issue(authority, { names: ['cas1.contoso.test', '127.0.0.1'], slot: 'server' })
const verified = { ca: undefined, servername: undefined, verify: true }

interface Case {
  readonly tls?: FarmPlan['tls']
  readonly passthrough?: boolean
  readonly health?: Partial<HealthPlan>
  readonly trusted?: string
}

function contextOf({ tls, passthrough }: FarmPlan, trusted?: string): SecureContext | undefined {
  return tls === undefined && !passthrough ? undefined : serverTlsContext(trusted === undefined ? undefined : [trusted])
}

async function probed({
  tls,
  passthrough = false,
  health = {},
  trusted = authority.certificate,
}: Case): Promise<Member> {
  await using server = await startServer((_, response) => response.end('200 OK'), pair)
  const { farm, member } = probedFarm(portOf(server), health, { tls, passthrough })
  await using running = startHealth(farm, [member], { dial, context: contextOf(farm, trusted) })
  await running.probe()
  return member
}

t.test('a bridged server is healthy when its certificate holds', async (t) => {
  t.match(await probed({ tls: { ...verified, servername: 'cas1.contoso.test' } }), { healthy: true })
  t.match(
    await probed({ tls: verified, health: { host: 'cas1.contoso.test' } }),
    { healthy: true },
    'name from health.host',
  )
  t.match(await probed({ tls: verified }), { healthy: true }, 'the address, which the certificate contains')
})

t.test('a certificate for another name takes it out', async (t) => {
  const member = await probed({ tls: { ...verified, servername: 'mail.contoso.test' } })
  t.match(member, {
    healthy: false,
    reason:
      /does not contain the host name \(its certificate is for cas1\.contoso\.test, .*, not for mail\.contoso\.test\)/,
  })
})

t.test('a certificate of an authority that is not trusted takes it out', async (t) => {
  const member = await probed({ tls: { ...verified, servername: 'cas1.contoso.test' }, trusted: other.certificate })
  t.match(member, { healthy: false, reason: /not signed by an authority that is trusted here/ })
})

t.test('without verification any certificate does', async (t) => {
  const tls = { ca: undefined, servername: 'mail.contoso.test', verify: false }
  t.match(await probed({ tls, trusted: other.certificate }), { healthy: true })
})

t.test('the servers of a passthrough farm are asked over TLS, by name', async (t) => {
  t.match(await probed({ passthrough: true, health: { host: 'cas1.contoso.test' } }), { healthy: true })
  t.match(await probed({ passthrough: true, health: { host: 'mail.contoso.test' } }), { reason: /does not contain/ })
})

t.test('plain HTTP to a TLS port is not healthy', async (t) => {
  t.match(await probed({}), { healthy: false })
})

t.test('TLS to a plain port is not healthy', async (t) => {
  await using server = await startServer((_, response) => response.end('200 OK'))
  const { farm, member } = probedFarm(portOf(server), {}, { tls: verified })
  await using running = startHealth(farm, [member], { dial, context: contextOf(farm) })
  await running.probe()
  t.match(member, { healthy: false, reason: /TLS handshake failed/ })
})
