import fc from 'fast-check'
import t from 'tap'
import { decodeTower, encodeTower, ndr, rpcInterfaces } from '../../../protocols/dcerpc/index.ts'

t.test('a tower has the bytes of C706 appendix L, and comes back from them', async (t) => {
  const tower = {
    interface: rpcInterfaces.nspi,
    transfer: ndr,
    transport: 'ncacn_http',
    port: 6004,
    address: '192.168.16.11',
  } as const
  t.equal(
    encodeTower(tower).toString('hex'),
    '0500' +
      '1300' +
      '0d' +
      '185accf564421a108c5908002b2f8426' +
      '3800' +
      '0200' +
      '0000' +
      '1300' +
      '0d' +
      '045d888aeb1cc9119fe808002b104860' +
      '0200' +
      '0200' +
      '0000' +
      '0100' +
      '0b' +
      '0200' +
      '0000' +
      '0100' +
      '1f' +
      '0200' +
      '1774' +
      '0100' +
      '09' +
      '0400' +
      'c0a8100b',
  )
  fc.assert(
    fc.property(
      fc.uuid(),
      fc.nat(65_535),
      fc.constantFrom('ncacn_ip_tcp' as const, 'ncacn_http' as const),
      fc.ipV4(),
      (id, port, transport, address) => {
        const drawn = { interface: { id, major: 1, minor: 2 }, transfer: ndr, transport, port, address }
        t.same(decodeTower(encodeTower(drawn)), drawn)
      },
    ),
    { numRuns: 50 },
  )
})

t.test('a tower of another transport is none of ours', async (t) => {
  const named = encodeTower({ interface: ndr, transfer: ndr, transport: 'ncacn_http', port: 1, address: '0.0.0.0' })
  named[named.lastIndexOf(0x1f)] = 0x0f
  t.equal(decodeTower(named), undefined)
  t.equal(decodeTower(Buffer.of(0, 0)), undefined)
})
