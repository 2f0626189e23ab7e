import { failure } from '../../base/errors.ts'
import { loadProfiles } from '../../clients/load/profiles/index.ts'
import type { LoadPlan } from '../../clients/load/run-load.ts'

/**
 * `activesync=60,ews=20,owa` as numbers of users: shares of the whole, one each where none is given; what rounding leaves
 * over goes to the largest remainders.
 * @throws BH_ERR_USAGE for an unknown kind or a share that is no number
 */
export function readMix(text: string, users: number): LoadPlan['mix'] {
  const parts = text.split(',').map((part) => {
    const [name = '', share = '1', ...more] = part.trim().split('=')
    const profile = loadProfiles.get(name)
    const number = Number(share)
    if (profile === undefined || more.length > 0 || !(number > 0) || !Number.isFinite(number)) {
      const known = [...loadProfiles.keys()].join(', ')
      throw failure('BH_ERR_USAGE', {
        problem: `--mix wants kinds with their shares, such as activesync=60,ews=20, not "${part}". There is ${known}.`,
        command: 'load ',
      })
    }
    return { profile, share: number }
  })
  const whole = parts.reduce((sum, { share }) => sum + share, 0)
  const wanted = parts.map(({ share }) => (users * share) / whole)
  const counts = wanted.map(Math.floor)
  const left = users - counts.reduce((sum, count) => sum + count, 0)
  const byRemainder = wanted.map((want, index) => ({ index, rest: want % 1 })).sort((a, b) => b.rest - a.rest)
  for (const { index } of byRemainder.slice(0, left)) counts[index] = (counts[index] ?? 0) + 1
  return parts.map(({ profile }, index) => ({ profile, users: counts[index] ?? 0 })).filter((one) => one.users > 0)
}
