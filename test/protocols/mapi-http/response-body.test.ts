import t from 'tap'
import { done, MapiHttpResponseReader, pending, processing } from '../../../protocols/mapi-http/index.ts'

const body = Buffer.from('binary\r\nwith line ends\r\n\r\n')
const last = done(body, { elapsedMilliseconds: 12, startedAt: 0, headers: [['X-ResponseCode', '0']] })
const whole = Buffer.concat([processing, pending, pending, last])

t.test('the last part has the lines that clients look for', async (t) => {
  t.match(
    last.toString('latin1'),
    /^DONE\r\nX-ElapsedTime: 12\r\nX-StartTime: Thu, 01 Jan 1970 00:00:00 GMT\r\nX-ResponseCode: 0\r\n\r\nbinary/,
  )
})

t.test('an answer is read byte by byte, each tag as it arrives', async (t) => {
  const reader = new MapiHttpResponseReader()
  const seen: [number, string][] = []
  for (const [at, byte] of whole.entries()) {
    for (const tag of reader.push(Buffer.of(byte))) seen.push([at + 1, tag])
  }
  t.same(seen, [
    [12, 'PROCESSING'],
    [21, 'PENDING'],
    [30, 'PENDING'],
    [36, 'DONE'],
  ])
  t.same(reader.end(), {
    tags: ['PROCESSING', 'PENDING', 'PENDING', 'DONE'],
    headers: [
      ['X-ElapsedTime', '12'],
      ['X-StartTime', 'Thu, 01 Jan 1970 00:00:00 GMT'],
      ['X-ResponseCode', '0'],
    ],
    body,
  })
})

t.test('an answer that is cut off is refused', async (t) => {
  const reader = new MapiHttpResponseReader()
  reader.push(whole.subarray(0, 40))
  t.throws(() => reader.end(), { message: 'MAPI/HTTP: the answer ended before DONE and its headers' })
})

t.test('a page of another kind is refused by its first line', async (t) => {
  t.throws(() => new MapiHttpResponseReader().push(Buffer.from('<html>\r\n')), /PROCESSING, PENDING or DONE was due/)
})

t.test('a meta part without end is refused', async (t) => {
  t.throws(() => new MapiHttpResponseReader().push(Buffer.alloc(70_000, 0x20)), /too long/)
  t.throws(() => new MapiHttpResponseReader().push(Buffer.from('PENDING\r\n'.repeat(8000))), /too long/)
})
