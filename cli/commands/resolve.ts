// `bridgehead resolve NAME [TYPE] --topology T --from VANTAGE`: real packets to the DNS servers of the topology, nothing else runs.

import { Command, InvalidArgumentError, Option } from 'commander'
import { type DnsAnswer, type DnsType, dnsTypes } from '../../base/dns-answer.ts'
import { type Vantage, vantages } from '../../base/vantage-point.ts'
import { startNameServers } from '../../lab/name-servers.ts'
import { loadTopology } from '../../topology/index.ts'
import { type Console, table } from '../console.ts'

interface Options {
  readonly topology: string
  readonly from: Vantage
  readonly format: 'text' | 'json'
}

/** The command: prints the records as dig does; exit 1 when there is no answer. */
export function resolveCommand(console: Console, exit: (code: number) => void): Command {
  return new Command('resolve')
    .description('what DNS answers to a client of a vantage')
    .argument('<name>', 'host name')
    .argument('[type]', `record type: ${dnsTypes.join(', ')}`, recordType, 'A' as const)
    .requiredOption('--topology <topology>', 'built-in topology or file')
    .addOption(new Option('--from <vantage>', 'where the client stands').choices(vantages).default('internet'))
    .addOption(new Option('--format <format>', 'how to print').choices(['text', 'json']).default('text'))
    .action(async (name: string, type: DnsType, { topology, from, format }: Options) => {
      const plan = loadTopology(topology)
      await using stack = new AsyncDisposableStack()
      const servers = await startNameServers(plan, stack)
      const answer = await servers[from].resolve(name, type, console.signal)
      console.out.write(
        format === 'json' ? `${JSON.stringify(answer, undefined, 2)}\n` : inWords(name, type, from, answer),
      )
      exit(answer.status === 'answer' ? 0 : 1)
    })
}

function inWords(name: string, type: string, from: Vantage, answer: DnsAnswer): string {
  const server = from === 'internet' ? 'the public DNS' : "the intranet's DNS"
  switch (answer.status) {
    case 'answer':
      return table(answer.records.map(({ name, ttl, type, value }) => [`${name}.`, String(ttl), 'IN', type, value]))
    case 'nodata':
      return `${name} exists in ${server}, but has no ${type} record (NODATA).\n`
    case 'nxdomain':
      return `${name} does not exist in ${server} (NXDOMAIN).\n`
    case 'refused':
      return `${server} refuses to answer for ${name}: it holds no zone for it and forwards nothing (REFUSED).\n`
    case 'servfail':
      return `${server} could not find out about ${name} (SERVFAIL).\n`
    case 'timeout':
      return `${server} did not answer in time.\n`
  }
}

function recordType(text: string): DnsType {
  const type = dnsTypes.find((known) => known === text.toUpperCase())
  if (type === undefined) throw new InvalidArgumentError(`Choose among ${dnsTypes.join(', ')}.`)
  return type
}
