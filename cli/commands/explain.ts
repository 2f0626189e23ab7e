// `bridgehead explain URL`: what a request would meet, without traffic.

import { Command, InvalidArgumentError, Option } from 'commander'
import { failure } from '../../base/errors.ts'
import type { HeaderList } from '../../base/trace.ts'
import { type Vantage, vantages } from '../../base/vantage-point.ts'
import { type Explanation, explainRequest, type FarmOutcome } from '../../proxy/explain.ts'
import { loadTopology, readEdgeFile } from '../../topology/index.ts'
import { type Console, table } from '../console.ts'
import { findWay, type Way } from '../way-to-edge.ts'

interface Options {
  readonly edge?: string
  readonly topology?: string
  readonly from: Vantage
  readonly method: string
  readonly header: HeaderList
  readonly format: 'text' | 'json'
}

/** The command: DNS answer and router (with a topology), then the edge rule by rule, farm, TLS mode and headers. */
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
    .option('--header <name: value>', 'a header of the request (may be repeated)', collectHeader, [])
    .addOption(new Option('--format <format>', 'how to print').choices(['text', 'json']).default('text'))
    .action(async (url: string, { edge, topology, from, method, header, format }: Options) => {
      if ((edge === undefined) === (topology === undefined)) {
        throw failure('BH_ERR_USAGE', { problem: 'Give either --edge or --topology.', command: 'explain ' })
      }
      const request = { method, url, headers: header }
      const way = topology === undefined ? undefined : await findWay(loadTopology(topology), url, from, console.signal)
      const plan = edge === undefined ? way?.edge : readEdgeFile(edge)
      const explanation = plan === undefined ? undefined : explainRequest(plan, request)
      if (format === 'json') {
        const { edge: met, ...steps } = way ?? {}
        console.out.write(
          `${JSON.stringify({ ...steps, ...(met ? { edge: met.name } : {}), ...explanation }, undefined, 2)}\n`,
        )
      } else {
        if (way !== undefined) console.out.write(describeWay(way))
        if (explanation !== undefined) console.out.write(describe(explanation, console))
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

function describeWay({ steps }: Way): string {
  return table(steps.map(({ what, found }) => [what, found]))
}

function describe({ rules, outcome, request }: Explanation, { style }: Console): string {
  const marks = { matched: style('green', '→'), 'no-match': ' ', 'not-asked': style('dim', '·') }
  const lines = rules.map(
    ({ index, text, result, why }) => `${marks[result]} rule ${index}: ${text}   ${style('dim', why)}\n`,
  )
  if (request !== undefined) lines.unshift(`request   ${request.scheme}://${request.host}${request.target}\n`)
  switch (outcome.kind) {
    case 'farm':
      return lines.join('') + describeFarm(outcome)
    case 'redirect':
      return `${lines.join('')}answer    ${outcome.status} to ${outcome.location}\n`
    case 'deny':
      return `${lines.join('')}answer    ${outcome.status}: a rule denies it\n`
    case 'none':
      return `${lines.join('')}answer    ${outcome.status}: no rule matches\n`
    case 'refused':
      return `${lines.join('')}answer    ${outcome.status}: ${outcome.reason}\n`
  }
}

function describeFarm(farm: FarmOutcome): string {
  const { certificate, health, affinityCookie } = farm
  const check =
    certificate === undefined
      ? undefined
      : certificate.verified
        ? `must be for ${certificate.name}, signed by ${certificate.authority}`
        : 'not verified'
  const rows: (readonly [string, string | undefined])[] = [
    ['farm', farm.farm],
    [
      'servers',
      farm.servers
        .map(({ name, address, weight }) => `${name} (${address}${weight === 1 ? '' : `, weight ${weight}`})`)
        .join(', '),
    ],
    ['balance', farm.balance],
    ['affinity', affinityCookie === undefined ? undefined : `cookie ${affinityCookie}`],
    ['health', health],
    ['TLS', farm.mode],
    ['certificate', check],
    ...farm.headers.map(
      ({ name, value, from }) => [from === 'edge' ? 'header set' : 'header', `${name}: ${value}`] as const,
    ),
  ]
  return table(rows.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
}
