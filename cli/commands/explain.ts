// `bridgehead explain URL`: what a request would meet, without traffic.

import { Command, InvalidArgumentError, Option } from 'commander'
import { failure } from '../../base/errors.ts'
import type { HeaderList } from '../../base/trace.ts'
import { type Vantage, vantages } from '../../base/vantage-point.ts'
import { createExplainer } from '../../lab/explainer.ts'
import type { Way } from '../../lab/find-way.ts'
import type { Explanation, FarmOutcome } from '../../proxy/index.ts'
import { loadTopology, readEdgeFile } from '../../topology/index.ts'
import { type Console, table } from '../console.ts'

interface Options {
  readonly edge?: string
  readonly topology?: string
  readonly from: Vantage
  readonly method: string
  readonly header: HeaderList
  readonly format: 'text' | 'json'
}

/** The command: DNS answer and router (with a topology), then the edge: listener, rule by rule, farm, TLS mode and headers. */
export function explainCommand(console: Console, exit: (code: number) => void): Command {
  return new Command('explain')
    .description('which rule, farm, server, TLS mode and headers a request would meet, without traffic')
    .argument('<url>', 'http or https URL')
    .option('--edge <file>', 'edge file')
    .option('--topology <topology>', 'built-in topology or file, instead of an edge file')
    .addOption(
      new Option('--from <vantage>', 'where the client stands, with a topology').choices(vantages).default('internet'),
    )
    .option('--method <method>', 'request method', 'GET')
    .addOption(
      new Option('--header <name: value>', 'a header of the request (may be repeated)')
        .argParser(collectHeader)
        .default([], 'none'),
    )
    .addOption(new Option('--format <format>', 'how to print').choices(['text', 'json']).default('text'))
    .action(async (url: string, { edge, topology, from, method, header, format }: Options) => {
      if ((edge === undefined) === (topology === undefined)) {
        throw failure('BH_ERR_USAGE', { problem: 'Give either --edge or --topology.', command: 'explain ' })
      }
      const request = { method, url, headers: header }
      const plan = topology === undefined ? readEdgeFile(edge ?? '') : loadTopology(topology)
      await using stack = new AsyncDisposableStack()
      const explain = await createExplainer(plan, stack, console.signal)
      const { way, explanation } = await explain(request, from)
      if (format === 'json') {
        const { edge: met, ...steps } = way ?? {}
        console.out.write(
          `${JSON.stringify({ ...steps, ...(met ? { edge: met.name } : {}), ...explanation }, undefined, 2)}\n`,
        )
      } else {
        const rows = [
          ...(way === undefined ? [] : describeWay(way)),
          ...(explanation === undefined ? [] : describe(explanation, console)),
        ]
        console.out.write(table(rows))
      }
      const served =
        explanation === undefined
          ? way?.host !== undefined
          : explanation.outcome.kind === 'farm' || explanation.outcome.kind === 'redirect'
      exit(served ? 0 : 1)
    })
}

function collectHeader(text: string, all: HeaderList): HeaderList {
  const match = /^([^:\s]+):\s*(.*)$/.exec(text)
  if (match === null) throw new InvalidArgumentError('Write it as "Name: value".')
  return [...all, [match[1] ?? '', match[2] ?? '']]
}

type Row = readonly [label: string, text: string]

function describeWay({ steps }: Way): readonly Row[] {
  return steps.map(({ what, found }) => [what, found])
}

function describe({ rules, conditions, outcome, request, listener }: Explanation, { style }: Console): readonly Row[] {
  const results = { matched: style('green', 'matches'), 'no-match': 'no', 'not-asked': style('dim', 'not asked') }
  const asked = rules.map(
    ({ index, text, result, why }): Row => [`rule ${index}`, `${text}  (${results[result]}: ${why})`],
  )
  const received: readonly Row[] =
    request === undefined ? [] : [['request', `${request.scheme}://${request.host}${request.target}`]]
  const heard: readonly Row[] =
    listener === undefined
      ? []
      : [['listener', listener.address === undefined ? `none: ${listener.text}` : listener.text]]
  const given = conditions.map((condition): Row => ['condition', condition])
  return [...received, ...heard, ...asked, ...given, ...describeOutcome(outcome)]
}

function describeOutcome(outcome: Explanation['outcome']): readonly Row[] {
  switch (outcome.kind) {
    case 'farm':
      return describeFarm(outcome)
    case 'redirect':
      return [['answer', `${outcome.status} to ${outcome.location}`]]
    case 'deny':
      return [['answer', `${outcome.status}: a rule denies it`]]
    case 'none':
      return [['answer', `${outcome.status}: no rule matches`]]
    case 'final':
      return [['answer', `${outcome.status}: ${outcome.reason}`]]
    case 'unheard':
      return []
    case 'refused':
      return [['answer', `${outcome.status}: ${outcome.reason}`]]
  }
}

function describeFarm(farm: FarmOutcome): readonly Row[] {
  const { certificate, health, queue, retries } = farm
  const check =
    certificate === undefined
      ? undefined
      : certificate.verified
        ? `must be for ${certificate.name}, signed by ${certificate.authority}`
        : 'not verified'
  const rows: (readonly [string, string | undefined])[] = [
    ['farm', farm.farm],
    ...farm.servers.map((server) => ['server', describeServer(server)] as const),
    ['balance', farm.hashOver === undefined ? farm.balance : `${farm.balance}, over ${farm.hashOver}`],
    ...farm.affinity.map((form) => ['affinity', form] as const),
    ['health', health],
    ['retries', describeRetries(Math.min(retries, farm.servers.length - 1))],
    ['queue', queue === undefined ? undefined : `up to ${queue.most} requests, each for ${queue.wait} ms`],
    ['TLS', farm.mode],
    ['certificate', check],
    ...farm.headers.map(
      ({ name, value, from }) => [from === 'edge' ? 'header set' : 'header', `${name}: ${value}`] as const,
    ),
  ]
  return rows.flatMap(([name, value]): Row[] => (value === undefined ? [] : [[name, value]]))
}

function describeServer({ name, address, weight, state, maxRequests }: FarmOutcome['servers'][number]): string {
  const more = [
    ...(weight === 1 ? [] : [`weight ${weight}`]),
    ...(state === 'available' ? [] : [state]),
    ...(maxRequests === undefined ? [] : [`at most ${maxRequests} requests at once`]),
  ]
  return [`${name} at ${address}`, ...more].join(', ')
}

function describeRetries(others: number): string | undefined {
  return others < 1 ? undefined : `up to ${others} other ${others === 1 ? 'server' : 'servers'}`
}
