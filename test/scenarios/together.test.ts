import t from 'tap'
import { action, actionsOf, result } from './fake-actions.ts'
import { head, runnerOf } from './run-steps.ts'

const runSteps = runnerOf(t)

t.test('users work at the same time, each client one run after the other over its own connections', async (t) => {
  let atWork = 0
  let most = 0
  const sessions = new Map<unknown, number>()
  const actions = actionsOf(
    action('a.works', async ({ as, session }) => {
      most = Math.max(most, ++atWork)
      sessions.set(session, (sessions.get(session) ?? 0) + 1)
      await new Promise((resolve) => setImmediate(resolve))
      atWork--
      return result({ facts: { user: as?.user ?? '' } })
    }),
  )
  const { run } = await runSteps(
    '- together: { do: a.works, as: [alice, bob], sessions: 3, times: 4 }\n  expect: { runs: 24, failed: 0 }',
    { actions },
  )
  t.match(run, { scenarios: [{ verdict: 'passed' }] })
  t.equal(most, 6)
  t.same([...sessions.values()], [4, 4, 4, 4, 4, 4])
  t.notOk(sessions.has(undefined))
})

t.test('one that fails makes the whole fail, and is the one that is shown', async (t) => {
  let runs = 0
  const actions = actionsOf(
    action('a.sometimes', async () =>
      result(++runs === 5 ? { ok: false, summary: 'bob got the mailbox of alice' } : {}),
    ),
  )
  const { run } = await runSteps('- together: { do: a.sometimes, as: [alice, bob], sessions: 2, times: 2 }', {
    actions,
  })
  t.match(run, {
    scenarios: [
      {
        verdict: 'failed',
        steps: [{ summary: '1 of 8 failed: bob got the mailbox of alice', mismatches: [{ what: 'ok' }] }],
      },
    ],
  })
})

t.test('users and actions are checked before anything runs', async (t) => {
  await t.rejects(runSteps('- together: { do: a.works, as: [nobody] }'), { message: /nobody/ })
  await t.rejects(runSteps('- together: { do: no.action, as: [alice] }'), { message: /no client action "no\.action"/ })
  t.ok(head)
})
