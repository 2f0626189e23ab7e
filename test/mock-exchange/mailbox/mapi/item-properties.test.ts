import t from 'tap'
import type { PropertyValue } from '../../../../mock-exchange/mailbox/item.ts'
import { appointment, contact, type Item, message, task } from '../../../../mock-exchange/mailbox/item.ts'
import { changed } from '../../../../mock-exchange/mailbox/item-change.ts'
import { mapiProperty, setMapiProperty } from '../../../../mock-exchange/mailbox/mapi/item-properties.ts'
import { readZoneName } from '../../../../protocols/mapi/time-zone-definition.ts'

const set = (item: Item, ...pairs: readonly (readonly [key: string, value: PropertyValue | undefined])[]): Item =>
  pairs.reduce((before, [key, value]) => changed(before, setMapiProperty(before, key, value)), item)

t.test('a contact as DavMail writes it, by extended properties, is one for all', async (t) => {
  const written = set(
    contact({}) as Item,
    ['0x001a', 'IPM.Contact'],
    ['0x3001', 'Carol Ng'],
    ['0x3a06', 'Carol'],
    ['0x3a11', 'Ng'],
    ['0x3a08', '+1 555 0100'],
    ['0x1000', 'A note'],
    ['Address:0x8022', '2'],
    ['Address:0x8015', true],
    ['Common:0x8506', true],
  )
  t.match(written, {
    displayName: 'Carol Ng',
    subject: 'Carol Ng',
    givenName: 'Carol',
    phones: new Map([['BusinessPhone', '+1 555 0100']]),
    body: { type: 'text', content: 'A note' },
    sensitivity: 'private',
  })
  t.same(
    ['Address:0x8022', 'Address:0x8015', '0x3a08'].map((key) => mapiProperty(written, key)),
    ['2', true, '+1 555 0100'],
    'a number that came as a text is kept as one',
  )
  t.match(set(written, ['0x3a08', undefined], ['Common:0x8506', false]), { phones: new Map(), sensitivity: 'normal' })
})

t.test('without its reminder an appointment keeps the minutes', async (t) => {
  const item = appointment({ start: 0, end: 0, uid: 'u' }) as Item
  t.match(set(item, ['Common:0x8501', 30], ['Common:0x8503', false]), { reminderMinutes: undefined })
  t.match(set(item, ['Common:0x8501', 30], ['Common:0x8503', true]), { reminderMinutes: 30 })
  t.match(set(item, ['Common:0x8503', true]), { reminderMinutes: 15 })
  const off = set(item, ['Common:0x8503', true], ['Common:0x8501', 5], ['Common:0x8503', false])
  t.equal(mapiProperty(off, 'Common:0x8501'), 5)
  t.match(set(off, ['Common:0x8503', true]), { reminderMinutes: 5 })
})

t.test('what the store works out, and a value of another type, change nothing', async (t) => {
  const item = appointment({ start: 0, end: 60_000, uid: 'u', location: 'Here' }) as Item
  t.same(set(item, ['Appointment:0x8213', 99], ['Appointment:0x820d', 'now'], ['Appointment:0x8208', 7]), item)
  t.same(set(item, ['Appointment:0x820d', Date.UTC(60_000, 0)], ['Appointment:0x820e', -1e15]), item, 'no such years')
  const broken = Buffer.from('no recurrence')
  const kept = set(item, ['Appointment:0x8216', broken])
  t.same(
    [mapiProperty(kept, 'Appointment:0x8216'), kept.kind === 'appointment' && kept.recurrence],
    [broken, undefined],
  )
})

t.test('a zone that somebody gave a very long name has one that fits', async (t) => {
  const item = appointment({ start: 0, end: 0, uid: 'u', timeZone: 'x'.repeat(40_000) }) as Item
  const blob = mapiProperty(item, 'Appointment:0x825e') as Buffer
  t.equal(readZoneName(blob), 'x'.repeat(255))
})

t.test('the body that is not there is taken away without harm', async (t) => {
  const html = message({ body: { type: 'html', content: '<p>Hi</p>' } }) as Item
  t.match(set(html, ['0x1000', undefined]), { body: { type: 'html' } })
  t.match(set(html, ['0x1013', undefined]), { body: { type: 'text', content: 'Hi' } })
  const done = task({ percentComplete: 100, completedAt: 5 }) as Item
  t.match(set(done, ['Task:0x8101', 1]), { percentComplete: 0 })
  t.equal(mapiProperty(set(done, ['Task:0x8101', 4]), 'Task:0x8101'), 4)
})
