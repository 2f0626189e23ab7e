import fc from 'fast-check'
import t from 'tap'
import { rendezvous } from '../../../proxy/balance/rendezvous.ts'
import { countByName, members } from './farm-of.ts'

const farmOf = (weights: readonly number[]) => members(...weights.map((weight, index) => `s${index}*${weight}`))
const weights = fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 12 })

t.test('property: of any servers and weights, when one goes only its own keys move', async () => {
  fc.assert(
    fc.property(weights, fc.nat(), fc.array(fc.string(), { maxLength: 50 }), (weights, which, keys) => {
      const farm = farmOf(weights)
      const gone = farm[which % farm.length]
      const rest = farm.filter((member) => member !== gone)
      return keys.every((key) => {
        const before = rendezvous(farm, key)
        const after = rendezvous(rest, key)
        return before === gone ? after !== gone && (after !== undefined || rest.length === 0) : after === before
      })
    }),
  )
})

t.test('property: one that grows heavier takes keys from others, and gives none away', async () => {
  fc.assert(
    fc.property(weights, fc.nat(), fc.array(fc.string(), { maxLength: 50 }), (weights, which, keys) => {
      const at = which % weights.length
      const before = farmOf(weights)
      const after = farmOf(weights.with(at, (weights[at] ?? 1) + 7))
      return keys.every((key) => {
        const was = rendezvous(before, key)?.plan.name
        const is = rendezvous(after, key)?.plan.name
        return is === was || is === `s${at}`
      })
    }),
  )
})

t.test('keys are shared by weight, those too that hardly differ', async (t) => {
  const farm = members('a', 'b*2', 'c*5')
  const kinds: Readonly<Record<string, (index: number) => string>> = {
    addresses: (index) => `10.0.${index >> 8}.${index & 255}`,
    numbers: (index) => String(index),
    paths: (index) => `/owa/${index}.aspx?`,
    identifiers: (index) => `${index.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`,
  }
  for (const [kind, keyOf] of Object.entries(kinds)) {
    const chosen = Array.from({ length: 8_000 }, (_, index) => rendezvous(farm, keyOf(index)))
    const { a = 0, b = 0, c = 0 } = countByName(chosen)
    t.ok(Math.abs(a - 1_000) < 150 && Math.abs(b - 2_000) < 200 && Math.abs(c - 5_000) < 250, `${kind}: ${a} ${b} ${c}`)
  }
})

t.test('the order of the servers does not matter', async (t) => {
  const farm = members('a', 'b', 'c*3')
  const back = farm.toReversed()
  for (let key = 0; key < 200; key++) t.equal(rendezvous(farm, `${key}`), rendezvous(back, `${key}`))
})
