import t from 'tap'
import { createHeldRequests } from '../../base/held-requests.ts'

t.test('who waits for a request is told once a server holds it', async (t) => {
  const held = createHeldRequests()
  const waits = [held.when('one'), held.when('one'), held.when('two')]
  const told: number[] = []
  for (const [index, wait] of waits.entries()) wait.then(() => told.push(index))
  held.note('nobody waits for this')
  held.note('one')
  await waits[0]
  t.same(told, [0, 1])
})
