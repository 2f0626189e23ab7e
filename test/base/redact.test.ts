import t from 'tap'
import { redactHeader, redactHeaders, redactQuery } from '../../base/redact.ts'

t.test('credentials lose what is secret and keep their scheme', async (t) => {
  t.equal(redactHeader('Authorization', 'Basic YWxpY2U6c2VjcmV0'), 'Basic ***')
  t.equal(redactHeader('authorization', 'NTLM TlRMTVNTUAAB'), 'NTLM ***')
  t.equal(redactHeader('Proxy-Authorization', 'secret'), '***')
})

t.test("a server's legs of a log-on go too, and what it offers stays", async (t) => {
  t.equal(redactHeader('WWW-Authenticate', 'NTLM TlRMTVNTUAACAAAA'), 'NTLM ***')
  t.equal(redactHeader('www-authenticate', 'Negotiate oYG2MIGz'), 'Negotiate ***')
  t.equal(redactHeader('Proxy-Authenticate', 'negotiate  oYG2MIGz'), 'negotiate ***')
  for (const offer of ['NTLM', 'Negotiate', 'Basic realm="mail.contoso.com"']) {
    t.equal(redactHeader('WWW-Authenticate', offer), offer)
  }
})

t.test('the canary of OWA goes, wherever it stands', async (t) => {
  t.equal(redactHeader('X-OWA-CANARY', 'abc.def'), '***')
  t.equal(redactHeader('Set-Cookie', 'X-OWA-CANARY=abc.def; path=/'), 'X-OWA-CANARY=***; path=/')
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

t.test(
  'secret parameters of a query lose their values, however they are spelt; all else stays as it came',
  async (t) => {
    t.equal(redactQuery('/owa/?ae=Folder&t=IPF.Note'), '/owa/?ae=Folder&t=IPF.Note')
    t.equal(redactQuery('/password=1'), '/password=1')
    t.equal(redactQuery('/a?PASSWORD=x&b=%20;pwd=y'), '/a?PASSWORD=***&b=%20;pwd=***')
    t.equal(redactQuery('/a?%70assword=x=y?z&b'), '/a?%70assword=***&b')
    t.equal(redactQuery('/a?%=1&url=/b?access_token=x'), '/a?%=1&url=/b?access_token=***')
    t.equal(redactQuery('/rpc/rpcproxy.dll?cas1:6001'), '/rpc/rpcproxy.dll?cas1:6001')
  },
)
