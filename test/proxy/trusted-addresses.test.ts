import t from 'tap'
import { trustedAddresses } from '../../proxy/trusted-addresses.ts'

t.test('addresses and ranges of both families', async (t) => {
  const trusted = trustedAddresses(['192.0.2.1', '10.0.0.0/8', '2001:db8:1::/48', '::1'])
  for (const address of ['192.0.2.1', '10.0.0.1', '10.255.255.255', '2001:db8:1::7', '::1']) t.ok(trusted.has(address))
  for (const address of ['192.0.2.2', '11.0.0.1', '2001:db8:2::1', '', '10.0.0.0/8x']) t.notOk(trusted.has(address))
})

t.test('without ranges', async (t) => {
  t.ok(trustedAddresses(['192.0.2.1']).has('192.0.2.1'))
  t.notOk(trustedAddresses([]).has('192.0.2.1'))
})

t.test('an IPv4 address in the spelling of IPv6 is the IPv4 address, as clients are known by', async (t) => {
  t.ok(trustedAddresses(['::ffff:192.0.2.1']).has('192.0.2.1'))
  t.ok(trustedAddresses(['::ffff:c000:201']).has('192.0.2.1'))
})
