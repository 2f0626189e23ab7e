import t from 'tap'
import { startLab } from '../../lab/index.ts'
import { openClient, runClient } from '../../scenarios/run-client.ts'

const lab = await startLab('ssl-offload')
t.teardown(() => lab[Symbol.asyncDispose]())
const url = 'https://mail.contoso.com'

t.test('a client acts in a lab from code, and what it meets is in the trace', async (t) => {
  const result = await runClient(lab, 'ews.get-folder', { as: 'alice', from: 'intranet', with: { url } })
  t.match(result, { ok: true, facts: { displayName: 'Inbox' } })
  const hops = await lab.trace(result.requestIds.at(-1) ?? '')
  t.same(
    hops.map(({ hop }) => hop),
    ['client', 'edge', 'front-end', 'back-end'],
  )
})

t.test('one client keeps its log-on from one action to the next', async (t) => {
  await using client = openClient(lab)
  const as = 'bob'
  t.equal((await client.run('owa.logon', { as, with: { url } })).ok, true)
  const first = await client.run('ews.get-folder', { as, with: { url, auth: 'ntlm' } })
  const second = await client.run('ews.get-folder', { as, with: { url, auth: 'ntlm' } })
  t.same([first.requestIds.length, second.requestIds.length], [3, 1], 'NTLM logs on the connection')
})

t.test('what is wrong with the call is told in a sentence', async (t) => {
  await t.rejects(runClient(lab, 'ews.get-foldr'), {
    code: 'BH_ERR_NO_SUCH_ACTION',
    message: /There is no client action "ews\.get-foldr"; did you mean "ews\.get-folder"\?/,
  })
  await t.rejects(runClient(lab, 'ews.get-folder', { as: 'alise', with: { url } }), { code: 'BH_ERR_NO_SUCH_USER' })
  await t.rejects(runClient(lab, 'ews.get-folder', { as: 'alice', with: { uri: url } }), {
    code: 'BH_ERR_ACTION_OPTIONS',
    message: /uri/,
  })
  await t.rejects(runClient(lab, 'ews.get-folder', { with: { url } }), { code: 'BH_ERR_CLIENT_NEEDS_USER' })
})
