import t from 'tap'
import { redactHeader, redactHeaders } from '../../base/redact.ts'

t.test('credentials lose what is secret and keep their scheme', async (t) => {
  t.equal(redactHeader('Authorization', 'Basic YWxpY2U6c2VjcmV0'), 'Basic ***')
  t.equal(redactHeader('authorization', 'NTLM TlRMTVNTUAAB'), 'NTLM ***')
  t.equal(redactHeader('Proxy-Authorization', 'secret'), '***')
})

t.test('cookies keep their names', async (t) => {
  t.equal(redactHeader('Cookie', 'cadata=abc; PBack=0'), 'cadata=***; PBack=***')
  t.equal(redactHeader('Set-Cookie', 'cadata=abc; path=/; secure'), 'cadata=***; path=/; secure')
})

t.test('other headers stay as they are, in order', async (t) => {
  t.same(
    redactHeaders([
      ['Host', 'mail.contoso.com'],
      ['Cookie', 'a=1'],
    ]),
    [
      ['Host', 'mail.contoso.com'],
      ['Cookie', 'a=***'],
    ],
  )
})
