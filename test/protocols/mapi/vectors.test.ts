import t from 'tap'
import { ByteReader } from '../../../protocols/byte-reader.ts'
import { obfuscate, readExtendedBuffers } from '../../../protocols/mapi/extended-buffer.ts'
import { decompress } from '../../../protocols/mapi/lzxpress.ts'
import { matches } from '../../../protocols/mapi/matches.ts'
import { readRestriction } from '../../../protocols/mapi/restriction.ts'
import { ephemeralEntryId, permanentEntryId } from '../../../protocols/nspi/entry-id.ts'

const alphabet = 'abcdefghijklmnopqrstuvwxyz'

t.test('the examples of [MS-XCA] 3.1 unpack', async (t) => {
  const plain = Buffer.concat([Buffer.from('3f000000', 'hex'), Buffer.from(alphabet)])
  t.equal(decompress(plain, 26).toString(), alphabet)
  t.equal(decompress(Buffer.from('ffffff1f61626317000fff2601', 'hex'), 300).toString(), 'abc'.repeat(100))
})

t.test('packed bytes that lie are refused before they take memory', async (t) => {
  t.throws(() => decompress(Buffer.from('000000806162', 'hex'), 300), /before the beginning/)
  t.throws(() => decompress(Buffer.from('ffffff1f61626317000fff2601', 'hex'), 100), /more than 100 bytes/)
  t.throws(() => decompress(Buffer.from('00000000', 'hex'), 1), /end too early/)
})

t.test('payloads come packed, obfuscated and in several buffers', async (t) => {
  const packed = obfuscate(Buffer.from('ffffff1f61626317000fff2601', 'hex'))
  const head = (flags: number, size: number, actual: number) => {
    const bytes = Buffer.alloc(8)
    bytes.writeUInt16LE(flags, 2)
    bytes.writeUInt16LE(size, 4)
    bytes.writeUInt16LE(actual, 6)
    return bytes
  }
  const both = Buffer.concat([head(2, 3, 3), obfuscate(Buffer.from('abc')), head(7, packed.length, 300), packed])
  t.same(readExtendedBuffers(both).map(String), ['abc', 'abc'.repeat(100)])
  t.throws(() => readExtendedBuffers(Buffer.concat([head(4, 1, 2), Buffer.alloc(1)])), /two sizes/)
  t.throws(() => readExtendedBuffers(Buffer.concat([head(4, 0, 0), Buffer.alloc(1)])), /follow/)
  t.throws(() => readExtendedBuffers(head(0, 0, 0)), /version/, 'the last flag never comes')
})

t.test('a content restriction as Outlook writes it finds a prefix in any case', async (t) => {
  const bytes = Buffer.concat([
    Buffer.from('0302000100', 'hex'),
    Buffer.from('1f003700', 'hex'),
    Buffer.from('1f003700', 'hex'),
    Buffer.from('load\0', 'utf16le'),
  ])
  const restriction = readRestriction(new ByteReader('MAPI', bytes), 'rop')
  t.equal(
    matches(restriction, () => 'Load balancer'),
    true,
  )
  t.equal(
    matches(restriction, () => 'The load balancer'),
    false,
  )
  t.equal(
    matches(restriction, () => undefined),
    false,
  )
})

t.test('entry ids of the address book have the layout that clients know', async (t) => {
  t.equal(
    permanentEntryId(0, '/o=x').toString('hex'),
    '00000000' + 'dca740c8c042101ab4b908002b2fe182' + '0100000000000000' + '2f6f3d7800',
  )
  t.equal(ephemeralEntryId(0x100, '00112233-4455-6677-8899-aabbccddeeff', 16).toString('hex').slice(0, 8), '87000000')
})
