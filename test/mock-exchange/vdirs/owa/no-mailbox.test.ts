import t from 'tap'
import { owa } from '../../../../mock-exchange/vdirs/owa.ts'
import { basic, operator, startHost } from '../host.ts'

t.test('a user without a mailbox is sent to the error page, and a header says why', async (t) => {
  const host = await startHost(t, [owa])
  const response = await fetch(`${host.url}/owa/`, { headers: { authorization: basic(operator) }, redirect: 'manual' })
  t.equal(response.status, 302)
  t.equal(response.headers.get('location'), 'https://mail.contoso.com/owa/auth/errorFE.aspx?httpCode=404')
  t.match(response.headers.get('x-owa-error'), /UserHasNoMailboxException/)
})
