import { didYouMean } from '../../topology/nearest.ts'
import type { Mismatch } from '../result.ts'
import type { Met } from './met.ts'
import type { PlacedRow, RouteGround } from './read.ts'
import type { RouteExpectation } from './schema.ts'

type Wish = keyof RouteExpectation

const wishes: readonly Wish[] = ['arrives', 'edge', 'farm', 'mode', 'server', 'status', 'location']

/** What of a row's expectations was not met. */
export function mismatchesOf({ expect, placeOf }: PlacedRow, met: Met, ground: RouteGround): Mismatch[] {
  return wishes.flatMap((what): Mismatch[] => {
    const wanted = expect[what]
    if (wanted === undefined || isMet(what, wanted, met)) return []
    const expected = `${[wanted].flat().join(', ')}${hint(what, wanted, ground)}`
    return [{ what, expected, actual: actualOf(what, met), place: placeOf(what) }]
  })
}

function isMet(what: Wish, wanted: string | number | string[], { facts }: Met): boolean {
  if (what !== 'server') return facts[what] === wanted
  const names = [wanted].flat().map(String)
  const { server = [] } = facts
  const isNamed = (known: readonly string[]) => known.some((name) => names.includes(name))
  return server.length === names.length && server.every(isNamed) && new Set(names).size === names.length
}

function actualOf(what: Wish, { facts }: Met): string {
  const actual = what === 'server' ? facts.server?.map(([name]) => name).join(', ') : facts[what]
  if (actual !== undefined) return String(actual)
  if (what === 'status' && facts.farm !== undefined) return `what the servers of farm ${facts.farm} answer`
  return 'none'
}

/** What is wrong with a name that nothing here has, which no change of the rules alone would mend. */
function hint(what: Wish, wanted: string | number | string[], { plan, rules }: RouteGround): string {
  const edges = 'listeners' in plan ? [plan] : plan.edges
  const farms = edges.flatMap((edge) => [...edge.farms.values()])
  const known: Partial<Record<Wish, readonly string[]>> = {
    farm: farms.map(({ name }) => name),
    edge: rules.map(({ edge }) => edge.name),
    ...('hosts' in plan ? { arrives: ['nowhere', ...plan.hosts.keys()] } : {}),
  }
  const names = known[what]
  if (names === undefined || names.includes(String(wanted))) return ''
  return ` (there is no such ${what === 'arrives' ? 'host' : what}${didYouMean(String(wanted), names)})`
}
