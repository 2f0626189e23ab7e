// A lab for the analyzer: one Exchange behind a router, and what its probes found.

import { probes } from '../../../clients/analyzer/probes/index.ts'
import { runProbe } from '../../../clients/analyzer/run-probe.ts'
import type { ProbeReport, ProbeTarget, ProbeWorld, StepReport } from '../../../clients/analyzer/types.ts'
import { startLab } from '../../../lab/index.ts'
import type { StartedLab } from '../../../lab/types.ts'
import { loadPlanText } from '../../../topology/index.ts'

const topology = `domain: contoso.com
hosts:
  router:
    role: router
    internet: 203.0.113.10
    intranet: 192.168.16.1
    forwards: [{ port: 443, to: cas1 }, { port: 25, to: cas1 }, { port: 587, to: cas1 }]
  cas1: { role: exchange, intranet: 192.168.16.11, certificate: mail, externalHostname: mail.contoso.com, internalHostname: mail.contoso.com }
certificates:
  mail: { names: [mail.contoso.com, autodiscover.contoso.com] }
dns:
  internet:
    zones:
      contoso.com:
        records:
          - { name: mail, a: 203.0.113.10 }
          - { name: autodiscover, a: 203.0.113.10 }
          - { name: inside, a: 192.168.16.11 }
          - { mx: { preference: 10, exchange: mail.contoso.com } }
          - { txt: v=spf1 a mx ~all }
  intranet:
    zones:
      mail.contoso.com: { records: [{ a: 192.168.16.11 }] }
      autodiscover.contoso.com: { records: [{ a: 192.168.16.11 }] }
users:
  alice: { password: Bridge-Alice-1 }
`

export const startSmallLab = (): Promise<StartedLab> => startLab(loadPlanText(topology, { file: 'small.yaml' }).plan)

/** Runs a probe as alice on the internet. */
export function probeLab(
  lab: StartedLab,
  name: string,
  target: Partial<ProbeTarget> = { host: 'mail.contoso.com' },
  world: Partial<ProbeWorld> = {},
): Promise<ProbeReport> {
  const probe = probes.get(name)
  const [account] = lab.plan.users
  if (probe === undefined || account === undefined) throw new Error(`no probe ${name}, or no user`)
  return runProbe(
    probe,
    { email: 'alice@contoso.com', host: undefined, domain: 'contoso.com', ...target },
    {
      from: lab.from('internet'),
      other: lab.from('intranet'),
      signal: new AbortController().signal,
      account,
      auth: undefined,
      timeout: 20_000,
      hold: 1_000,
      record: lab.record,
      trace: lab.trace,
      whenHeld: lab.whenHeld,
      ...world,
    },
    'small',
  )
}

/** Titles of the steps by result, alternatives left out, in order and with those below. */
export function titles({ root }: ProbeReport, result: StepReport['result']): string[] {
  const all = (step: StepReport): StepReport[] => (step.alternative ? [] : [step, ...step.steps.flatMap(all)])
  return all(root)
    .filter((step) => step.result === result)
    .map(({ title }) => title)
}

/** The findings of all steps that count, as `cause: sentence`. */
export function findings({ root }: ProbeReport): string[] {
  const all = (step: StepReport): string[] =>
    step.alternative
      ? []
      : [...step.findings.map(({ cause, sentence }) => `${cause}: ${sentence}`), ...step.steps.flatMap(all)]
  return all(root)
}
