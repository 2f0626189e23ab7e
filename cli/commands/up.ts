// `bridgehead up [TOPOLOGY]`: a lab that stays until Ctrl-C.

import { once } from 'node:events'
import { rename, rm, writeFile } from 'node:fs/promises'
import { Command } from 'commander'
import { failure } from '../../base/errors.ts'
import { fileReason } from '../../base/file-reason.ts'
import { startLab } from '../../lab/index.ts'
import type { LabState } from '../../lab/types.ts'
import type { Endpoint } from '../../topology/edge-plan.ts'
import { loadTopology } from '../../topology/index.ts'
import type { LabPlan } from '../../topology/lab-plan.ts'
import { splitEndpoint } from '../../topology/schema/values.ts'
import { type Console, table } from '../console.ts'

interface Options {
  readonly state?: string
  readonly publish: readonly string[]
}

/** The command: prints how to reach the lab once it answers, and stops it tidily at the end. */
export function upCommand(console: Console, exit: (code: number) => void): Command {
  return new Command('up')
    .description('starts a lab and keeps it until Ctrl-C')
    .argument('[topology]', 'built-in topology or file', 'ssl-offload')
    .option('--state <file>', 'write how to reach the lab as JSON, once it is ready')
    .option(
      '--publish <endpoint=loopback>',
      'have a host and port of the lab at a fixed loopback port: lb:443=127.0.0.1:8443 (may be repeated)',
      (value: string, all: readonly string[]) => [...all, value],
      [],
    )
    .action(async (topology: string, { state: stateFile, publish }: Options) => {
      const plan = loadTopology(topology)
      const published = publish.map((text) => parsePublish(text, plan))
      await using lab = await startLab(plan, { publish: published })
      const state = await lab.state()
      await using stack = new AsyncDisposableStack()
      if (stateFile !== undefined) {
        await writeWhole(stateFile, `${JSON.stringify(state, undefined, 2)}\n`)
        stack.defer(() => rm(stateFile, { force: true }))
      }
      console.out.write(describe(plan, state, publish, console))
      if (!console.signal.aborted) await once(console.signal, 'abort')
      console.out.write('stopping\n')
      exit(0)
    })
}

interface Published {
  readonly endpoint: Endpoint
  readonly at: Endpoint
}

function parsePublish(text: string, plan: LabPlan): Published {
  const [left = '', right = '', ...more] = text.split('=')
  const at = splitEndpoint(right)
  const wanted = splitEndpoint(left)
  if (at === undefined || wanted === undefined || more.length > 0 || !isLoopback(at.address)) {
    throw failure('BH_ERR_USAGE', {
      problem: `--publish wants host:port=127.0.0.1:port, not "${text}".`,
      command: 'up ',
    })
  }
  const host = plan.hosts.get(wanted.address)
  // What a router forwards listens on its public side.
  const forwards = plan.routers.find(({ name }) => name === wanted.address)?.forwards ?? []
  const outside = forwards.some(({ port }) => port === wanted.port) ? host?.internet : undefined
  const address = outside ?? host?.intranet ?? host?.internet ?? wanted.address
  const known = [...plan.hosts.values()].some(({ internet, intranet }) => internet === address || intranet === address)
  if (!known) {
    throw failure('BH_ERR_NO_SUCH_HOST', {
      host: wanted.address,
      kind: 'host',
      known: [...plan.hosts.keys()].join(', '),
    })
  }
  return { endpoint: { address, port: wanted.port }, at }
}

/** A lab has passwords that everybody knows; it is not for the network that this machine stands in. */
function isLoopback(address: string): boolean {
  return address === '::1' || /^127\.\d+\.\d+\.\d+$/.test(address)
}

/** Other programs wait for this file: it must never be seen half-written. */
async function writeWhole(file: string, text: string): Promise<void> {
  try {
    await writeFile(`${file}.part`, text)
    await rename(`${file}.part`, file)
  } catch (error) {
    await rm(`${file}.part`, { force: true })
    throw failure('BH_ERR_WRITE', { file, reason: fileReason(error, 'write') }, error)
  }
}

function describe(plan: LabPlan, state: LabState, publish: readonly string[], { style }: Console): string {
  const served = Object.keys(state.entries.internet).flatMap((entry) => /^(.*):443$/.exec(entry)?.[1] ?? [])
  const name = served.find((name) => name.startsWith('mail.')) ?? served[0]
  const entryRows = (['internet', 'intranet'] as const).flatMap((vantage) =>
    Object.entries(state.entries[vantage]).map(([entry, loopback]) => [`  ${vantage}`, entry, loopback]),
  )
  const lines = [
    style('bold', `${plan.name} is up.`) + (plan.description === '' ? '' : ` ${plan.description}`),
    '',
    table([
      ['certificate authority', state.ca],
      ['gateway, internet', state.gateways.internet],
      ['gateway, intranet', state.gateways.intranet],
      ['DNS, internet', state.dns.internet],
      ['DNS, intranet', state.dns.intranet],
      ['control API', state.control],
    ]).trimEnd(),
    '',
    'published names',
    table(entryRows).trimEnd(),
    '',
    ...(state.users.length === 0
      ? []
      : [
          'users',
          table(state.users.map((user) => [`  ${user.domain}\\${user.user}`, user.password, user.mailbox])).trimEnd(),
          '',
        ]),
    ...publish.map((text) => `also at ${text.split('=')[1]}: ${text.split('=')[0]}`),
    ...(name === undefined
      ? []
      : [
          `Try: ${style('cyan', `curl -x ${state.gateways.internet} --cacert ${state.ca} https://${name}/owa/healthcheck.htm`)}`,
        ]),
    'Ctrl-C ends it.',
  ]
  return `${lines.join('\n')}\n`
}
