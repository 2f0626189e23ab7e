import t from 'tap'
import { bridgehead } from '../helpers/bridgehead.ts'

t.test('MRSProxy, however spelt, meets the bridged farm; the rest the offloading one', async (t) => {
  for (const path of ['/EWS/mrsproxy.svc', '/ews/MRSProxy.SVC', '/ews/./x/../mrsproxy.svc']) {
    const { code, out } = await bridgehead(['explain', `https://mail.contoso.com${path}`, '--topology', 'ssl-offload'])
    t.match(out, /^TLS +bridge$/m, path)
    t.equal(code, 0)
  }
  const { out } = await bridgehead(['explain', 'https://mail.contoso.com/owa/', '--topology', 'ssl-offload'])
  t.match(out, /^DNS +mail\.contoso\.com from the internet: 203\.0\.113\.10$/m)
  t.match(out, /^router +router forwards port 443 to lb/m)
  t.match(out, /^TLS +offload$/m)
  t.match(out, /X-Forwarded-Proto: https/)
})

t.test('what no rule or no name leads to is told, exit status 1', async (t) => {
  const unknown = await bridgehead(['explain', 'https://other.contoso.com/', '--topology', 'ssl-offload'])
  t.match(unknown.out, /^DNS .*other\.contoso\.com does not exist in the DNS of the internet/m)
  t.equal(unknown.code, 1)
})

t.test('an address in the URL is asked of no DNS; what is no http URL is a usage error', async (t) => {
  const address = await bridgehead(['explain', 'https://[2001:db8::1]/', '--topology', 'ssl-offload'])
  t.match(address.out, /^network +no host of the topology has 2001:db8::1$/m)
  t.notMatch(address.out, /^DNS/m)
  const ftp = await bridgehead(['explain', 'ftp://mail.contoso.com/', '--topology', 'ssl-offload'])
  t.match(ftp.err, /ftp:\/\/mail\.contoso\.com\/ is no http or https URL\./)
  t.equal(ftp.code, 2)
})

t.test('it can be had as JSON', async (t) => {
  const { out } = await bridgehead([
    'explain',
    'https://mail.contoso.com/owa/',
    '--topology',
    'essentials',
    '--format',
    'json',
  ])
  t.match(JSON.parse(out), { edge: 'arr', outcome: { kind: 'farm', farm: 'exchange', mode: 'bridge' } })
})

t.test('neither edge nor topology is a usage error, exit status 2', async (t) => {
  const { code, err } = await bridgehead(['explain', 'https://mail.contoso.com/'])
  t.match(err, /--edge or --topology/)
  t.equal(code, 2)
})
