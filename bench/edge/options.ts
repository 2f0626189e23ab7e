import { parseArgs } from 'node:util'
import { messageOf } from '../../base/message-of.ts'
import { type Case, cases } from './cases.ts'
import { type Contestant, contestants } from './contestants.ts'

/** What the benchmark is told to do. */
export interface Options {
  readonly cases: readonly Case[]
  readonly contestants: readonly Contestant[]
  readonly rounds: number
  /** Of load in each round, after warming up. */
  readonly seconds: number
  /** Folder for edge.json and edge.html. */
  readonly out: string
}

const usage = `Usage: npm run bench -- edge [case …] [--only proxy,proxy] [--rounds 3] [--seconds 4] [--out bridgehead-bench]
Cases:   ${cases.map(({ name }) => name).join(', ')}
Proxies: ${contestants.map(({ name }) => name).join(', ')}`

/** The options on the command line, the usual ones where it says nothing; or what is wrong with them, and how to use it. */
export function readOptions(args: readonly string[]): Options | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        rounds: { type: 'string', default: '3' },
        seconds: { type: 'string', default: '4' },
        only: { type: 'string' },
        out: { type: 'string', default: 'bridgehead-bench' },
        help: { type: 'boolean', short: 'h' },
      },
    })
    if (values.help) return usage
    return {
      cases: positionals.length === 0 ? cases : named('case', positionals, cases),
      contestants: values.only === undefined ? contestants : named('proxy', values.only.split(','), contestants),
      rounds: positive('--rounds', values.rounds),
      seconds: positive('--seconds', values.seconds),
      out: values.out,
    }
  } catch (error) {
    return `${messageOf(error).split('. ')[0]}.\n${usage}`
  }
}

function named<T extends { readonly name: string }>(what: string, names: readonly string[], all: readonly T[]): T[] {
  const unknown = names.filter((name) => !all.some((each) => each.name === name))
  if (unknown.length > 0) throw new Error(`There is no ${what} ${unknown.join(', ')}`)
  return all.filter(({ name }) => names.includes(name))
}

function positive(option: string, text: string): number {
  const number = Number(text)
  if (!(number > 0)) throw new Error(`${option} wants a number above 0, not ${text}`)
  return number
}
