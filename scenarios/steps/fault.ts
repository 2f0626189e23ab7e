import * as z from 'zod'
import { vdirNames } from '../../topology/schema/exchange.ts'
import { issuedCertificate } from '../../topology/schema/topology.ts'
import { identifier } from '../../topology/schema/values.ts'
import { checkName, exchangeHosts } from './references.ts'
import type { StepKind } from './types.ts'
import { exchangeServers } from './vocabulary.ts'

const anyHost = identifier.describe('a host of the topology')
const exchange = identifier.describe('an Exchange host')
const vdir = z.enum(vdirNames).describe('the virtual directory')

const options = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('unreachable').describe('the host is off the network, as if its cable were pulled'),
      host: anyHost,
    }),
    z.strictObject({
      kind: z.literal('pool-stopped').describe('the application pool of a vdir is stopped: 503'),
      host: exchange,
      vdir,
    }),
    z.strictObject({
      kind: z
        .literal('component-offline')
        .describe('Managed Availability took the protocol offline: its healthcheck.htm no longer answers 200'),
      host: exchange,
      vdir,
    }),
    z.strictObject({
      kind: z.literal('certificate').describe('the Default Web Site has another certificate'),
      host: exchange,
      ...issuedCertificate.pick({ names: true, issuer: true, expires: true }).shape,
    }),
  ])
  .describe('something that breaks')
type Fault = z.output<typeof options>

export const faultStep: StepKind<typeof options> = {
  name: 'fault',
  about: 'Breaks something, until `mend` or the end of the scenario.',
  example: `- fault: { kind: pool-stopped, host: cas1, vdir: owa }
  id: broken
- fault: { kind: unreachable, host: cas2 }
- fault: { kind: certificate, host: cas1, names: [mail.contoso.com], expires: expired }`,
  options,
  title(fault) {
    if (fault.kind === 'unreachable') return `${fault.host} is taken off the network`
    if (fault.kind === 'certificate') {
      return `${fault.host} gets a certificate for ${fault.names.join(', ')} (${fault.issuer}, ${fault.expires})`
    }
    return `${fault.host}: ${fault.kind} for ${fault.vdir}`
  },
  check({ kind, host }, scope) {
    const path = ['fault', 'host']
    if (kind === 'unreachable') checkName(scope, path, 'host', host, ({ hosts }) => [...hosts.keys()])
    else checkName(scope, path, 'Exchange host', host, exchangeHosts)
  },
  async run(fault, { lab, faults }, { id }) {
    const mend = await inject(fault, lab)
    if (id !== undefined) faults.set(id, mend)
    return { summary: 'broken', values: {}, trace: [] }
  },
}

async function inject(fault: Fault, lab: Parameters<typeof exchangeServers>[0]): Promise<() => void> {
  if (fault.kind === 'unreachable') return lab.stopHost(fault.host)
  if (fault.kind === 'certificate') {
    const { host, names, issuer, expires } = fault
    return lab.replaceCertificate(host, { names, issuer, expires })
  }
  const undo = exchangeServers(lab, fault.host).map((server) => server.inject({ kind: fault.kind, vdir: fault.vdir }))
  return () => {
    for (const mend of undo) mend()
  }
}
