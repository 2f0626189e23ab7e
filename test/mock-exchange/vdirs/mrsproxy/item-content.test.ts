import fc from 'fast-check'
import t from 'tap'
import {
  appointment,
  contact,
  distributionList,
  type ItemContent,
  message,
  type OccurrenceChange,
  task,
} from '../../../../mock-exchange/mailbox/item.ts'
import { Mailbox } from '../../../../mock-exchange/mailbox/mailbox.ts'
import { MrsFault } from '../../../../mock-exchange/vdirs/mrsproxy/errors.ts'
import { decodeContent, encodeContent } from '../../../../mock-exchange/vdirs/mrsproxy/item-content.ts'
import { alice } from '../host.ts'

const mailbox = new Mailbox(alice, () => 0)

t.test('what travels is all that an item says', async (t) => {
  const properties = new Map<string, string | Buffer | readonly string[] | readonly Buffer[]>([
    ['0x1081', 'x'],
    ['0x0102', Buffer.from('\0ÿ')],
    ['Keywords', ['a', 'b']],
    ['0x0103', [Buffer.from('a'), Buffer.alloc(0)]],
  ])
  const person = { name: 'Ä', address: 'a@b.c' }
  const items: readonly ItemContent[] = [
    message({ subject: 'Grüße', from: person, to: [person], mime: Buffer.from([0, 255]), sentAt: 1, properties }),
    message({
      attachments: [{ name: 'a', contentType: 'b/c', content: Buffer.from('x'), inline: true, contentId: 'i' }],
    }),
    appointment({ start: 1, end: 2, uid: 'u', attendees: [{ ...person, role: 'optional', response: 'accept' }] }),
    appointment({
      start: 1,
      end: 2,
      uid: 'u',
      recurrence: 'FREQ=DAILY',
      deletedOccurrences: [1],
      modifiedOccurrences: new Map([[3, { start: 4, end: 5, properties: new Map([['0x1081', 'x']]) }]]),
    }),
    appointment({
      ...{ start: 1, end: 2, uid: 'u', recurrence: 'FREQ=DAILY', reminderMinutes: 15 },
      // One without a reminder, one with that of the series.
      modifiedOccurrences: new Map<number, OccurrenceChange>([
        [3, { reminderMinutes: undefined }],
        [4, { location: 'x' }],
      ]),
    }),
    contact({ displayName: 'C', emails: [person], phones: new Map([['HomePhone', '1']]) }),
    distributionList({ displayName: 'D', members: [person] }),
    task({ due: 5, percentComplete: 50 }),
  ]
  for (const content of items) {
    const stored = mailbox.add(mailbox.folder('inbox'), content)
    t.strictSame(decodeContent(encodeContent(stored)), content)
  }
})

t.test('bytes that hold no item are refused, whatever they are', async (t) => {
  const refused = (bytes: Buffer): boolean => {
    try {
      decodeContent(bytes)
      return false
    } catch (error) {
      return error instanceof MrsFault && error.code === 'ItemCorrupt'
    }
  }
  fc.assert(fc.property(fc.uint8Array(), (bytes) => refused(Buffer.from(bytes))))
  fc.assert(fc.property(fc.json(), (json) => refused(Buffer.from(json))))
  const whole = encodeContent(mailbox.add(mailbox.folder('inbox'), message({ subject: 'x' })))
  t.equal(refused(whole), false)
  fc.assert(fc.property(fc.integer({ min: 0, max: whole.length - 1 }), (length) => refused(whole.subarray(0, length))))
  t.ok(refused(Buffer.from(whole.toString().replace('"draft":true', '"draft":1'))))
})
