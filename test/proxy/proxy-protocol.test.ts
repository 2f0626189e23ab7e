// The PROXY protocol's codec (proxy-protocol.txt 2020/03/05).

import { isIPv6 } from 'node:net'
import fc from 'fast-check'
import t from 'tap'
import { plainAddress } from '../../proxy/ip-address.ts'
import { readProxyHeader, writeProxyHeader } from '../../proxy/proxy-protocol/index.ts'

const signature = '0d0a0d0a000d0a515549540a'
const hex = (text: string): Buffer => Buffer.from(`${signature}${text.replaceAll(' ', '')}`, 'hex')
const ends = {
  source: { address: '192.0.2.1', port: 50_000 },
  destination: { address: '203.0.113.10', port: 443 },
}

t.test('version 1 is read', async (t) => {
  const read = (line: string) => readProxyHeader(Buffer.from(line))
  const four = 'PROXY TCP4 192.0.2.1 203.0.113.10 50000 443\r\n'
  t.same(read(`${four}GET /`), { kind: 'header', length: four.length, ends })
  t.match(read('PROXY TCP6 2001:DB8:0::1 2001:db8::2 1 65535\r\n'), {
    ends: { source: { address: '2001:db8::1', port: 1 }, destination: { address: '2001:db8::2', port: 65_535 } },
  })
  t.match(read('PROXY TCP6 ::ffff:192.0.2.1 ::1 1 2\r\n'), { ends: { source: { address: '192.0.2.1' } } })
  for (const line of ['PROXY UNKNOWN\r\n', `PROXY UNKNOWN ${'f'.repeat(91)}\r\n`]) {
    t.same(read(line), { kind: 'header', length: line.length, ends: undefined })
  }
})

t.test('version 1 is refused where it leaves the rules', async (t) => {
  const lines = [
    'GET / HTTP/1.1\r\n',
    'proxy UNKNOWN\r\n',
    'PROXY  UNKNOWN\r\n',
    'PROXY TCP5 192.0.2.1 192.0.2.2 1 2\r\n',
    'PROXY TCP4 192.0.2.1 192.0.2.2 1\r\n',
    'PROXY TCP4 192.0.2.1 192.0.2.2 1 2 \r\n',
    'PROXY TCP4  192.0.2.1 192.0.2.2 1 2\r\n',
    'PROXY TCP4 192.0.2.01 192.0.2.2 1 2\r\n',
    'PROXY TCP4 192.0.2.256 192.0.2.2 1 2\r\n',
    'PROXY TCP4 ::1 ::1 1 2\r\n',
    'PROXY TCP6 192.0.2.1 192.0.2.2 1 2\r\n',
    'PROXY TCP6 fe80::1%eth0 ::1 1 2\r\n',
    'PROXY TCP4 192.0.2.1 192.0.2.2 01 2\r\n',
    'PROXY TCP4 192.0.2.1 192.0.2.2 1 65536\r\n',
    'PROXY TCP4 192.0.2.1 192.0.2.2 -1 2\r\n',
    'PROXY UNKNOWN\n',
    'PROXY UNKNOWN\rX',
    `PROXY UNKNOWN ${'f'.repeat(92)}\r\n`,
    `PROXY ${'f'.repeat(200)}`,
  ]
  for (const line of lines) t.equal(readProxyHeader(Buffer.from(line)).kind, 'malformed', JSON.stringify(line))
})

t.test('version 2 is read', async (t) => {
  const addresses = 'c0000201 cb00710a c350 01bb'
  t.same(readProxyHeader(hex(`21 11 000c ${addresses} 474554`)), { kind: 'header', length: 28, ends })
  t.same(readProxyHeader(hex(`21 11 0013 ${addresses} 04 0001 ff 05 0000`)), { kind: 'header', length: 35, ends })
  t.match(readProxyHeader(hex(`21 21 0024 20010db8${'0'.repeat(23)}1 ${'0'.repeat(31)}1 0001 ffff`)), {
    length: 52,
    ends: { source: { address: '2001:db8::1', port: 1 }, destination: { address: '::1', port: 65_535 } },
  })
  // LOCAL ignores its family; UNSPEC, UDP and UNIX name no TCP client.
  for (const text of ['20 00 0000', '20 99 0002 abcd', '21 00 0003 abcdef', '21 12 0000', '21 31 0001 ff']) {
    t.match(readProxyHeader(hex(text)), { kind: 'header', ends: undefined }, text)
  }
})

t.test('version 2 is refused where it leaves the rules', async (t) => {
  const texts = [
    '11 11 000c',
    '31 11 000c',
    '22 11 000c',
    '21 01 0000',
    '21 10 0000',
    '21 13 000c',
    '21 41 000c',
    '21 11 000b',
    '21 21 0023',
    '21 11 1001',
    `21 11 000e ${'00'.repeat(14)}`,
    `21 11 000f ${'00'.repeat(12)} 040001`,
  ]
  for (const text of texts) t.equal(readProxyHeader(hex(text)).kind, 'malformed', text)
  t.equal(readProxyHeader(Buffer.from('0d0a0d0b', 'hex')).kind, 'malformed')
})

const address4 = fc.ipV4()
const address6 = fc.ipV6().filter((address) => isIPv6(address))
const port = fc.integer({ min: 0, max: 65_535 })
const written = fc
  .tuple(fc.constantFrom('v1', 'v2'), fc.oneof(address4, address6), fc.oneof(address4, address6), port, port)
  .map(([version, from, to, fromPort, toPort]) => {
    const ends = { source: { address: from, port: fromPort }, destination: { address: to, port: toPort } }
    return { ends, bytes: writeProxyHeader(version, ends) }
  })

t.test('what is written is read again, whatever follows', async (t) => {
  fc.assert(
    fc.property(written, fc.uint8Array({ maxLength: 20 }), ({ ends, bytes }, rest) => {
      const { source, destination } = ends
      const plain = {
        source: { ...source, address: plainAddress(source.address) },
        destination: { ...destination, address: plainAddress(destination.address) },
      }
      const header = readProxyHeader(Buffer.concat([bytes, rest]))
      return JSON.stringify(header) === JSON.stringify({ kind: 'header', length: bytes.length, ends: plain })
    }),
  )
  for (const version of ['v1', 'v2'] as const) {
    for (const named of [undefined, { ...ends, source: { address: '', port: 0 } }]) {
      t.match(readProxyHeader(writeProxyHeader(version, named)), { kind: 'header', ends: undefined })
    }
  }
  t.equal(String(writeProxyHeader('v1', ends)), 'PROXY TCP4 192.0.2.1 203.0.113.10 50000 443\r\n')
  t.equal(
    String(writeProxyHeader('v1', { ...ends, source: { address: '2001:db8::1', port: 1 } })),
    'PROXY TCP6 2001:db8::1 ::ffff:203.0.113.10 1 443\r\n',
  )
})

// Headers with some bytes changed, and noise behind each beginning.
const noise = fc.uint8Array({ maxLength: 150 }).map((array) => Buffer.from(array))
const start = fc.constantFrom('PROXY ', 'PROXY UNKNOWN ', 'PROXY TCP4 1.2.3.4 ', '').map((text) => Buffer.from(text))
const binary = fc.constantFrom('', '20', '21', '2111', '2111000c', '21110010', '2121', '2100').map(hex)
const changed = fc.tuple(written, fc.nat(), fc.nat(255)).map(([{ bytes }, at, value]) => {
  const copy = Buffer.from(bytes)
  copy[at % copy.length] = value
  return copy
})
const behind = fc.tuple(fc.oneof(start, binary), noise).map((parts) => Buffer.concat(parts))

t.test('any bytes give an answer and never an error; it is the same wherever they are cut', async () => {
  fc.assert(
    fc.property(fc.oneof(changed, behind, noise), (bytes) => {
      const whole = JSON.stringify(readProxyHeader(bytes))
      for (let end = 0; end < bytes.length; end++) {
        const header = readProxyHeader(bytes.subarray(0, end))
        if (header.kind !== 'more' && JSON.stringify(header) !== whole) return false
      }
      return true
    }),
    { numRuns: 1_000 },
  )
})
