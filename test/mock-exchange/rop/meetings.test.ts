import t from 'tap'
import { appointment } from '../../../mock-exchange/mailbox/item.ts'
import { globalObjectId } from '../../../mock-exchange/mailbox/mapi/global-object-id.ts'
import { readMime } from '../../../mock-exchange/mailbox/mime/read-mime.ts'
import { writeMime } from '../../../mock-exchange/mailbox/mime/write-mime.ts'
import { named } from '../../../protocols/mapi/named-properties.ts'
import { tags } from '../../../protocols/mapi/property-tags.ts'
import { alice, bob } from '../vdirs/host.ts'
import { fields, none, rop } from './bench.ts'
import { openItems, type Pair, people } from './items.ts'

const start = Date.UTC(2014, 5, 3, 7)
const end = start + 3_600_000
const uid = 'plan@contoso.com'

t.test('a meeting request by ROPs comes into calendars, and an answer is noted in the organizer’s', async (t) => {
  const { bench, mailbox, setting } = openItems(t)
  const his = bench.store.of(bob)
  if (his === undefined) throw new Error('no mailbox')
  const send = (itemClass: string, to: string, more: readonly Pair[]) => {
    const pairs: Pair[] = [
      [tags.messageClass, itemClass],
      [tags.subject, 'Plan'],
      [named.globalObjectId, globalObjectId(uid)],
    ]
    const answer = bench.run(
      [
        rop(
          'createMessage',
          0,
          fields()
            .u8(1)
            .u16(0)
            .u64(bench.folders[5] ?? 0n)
            .u8(0),
        ),
        setting([...pairs, ...more]),
        people([to, 1, 1, 0]),
        rop('submitMessage', 1, fields().u8(0)),
      ],
      [bench.logon, none],
    )
    answer.next('createMessage')
    answer.reader.u8('no id')
    answer.next('setProperties')
    t.equal(answer.reader.u16('problems'), 0)
    answer.next('modifyRecipients')
    t.equal(answer.next('submitMessage'), 0)
  }
  const when: Pair[] = [
    [named.appointmentStartWhole, start],
    [named.appointmentEndWhole, end],
    [named.location, 'Room 4'],
  ]
  send('IPM.Schedule.Meeting.Request', bob.mailbox, when)
  const request = his.items(his.folder('inbox')).at(-1)
  t.match(request, { kind: 'message', itemClass: 'IPM.Schedule.Meeting.Request' })
  const mime = request?.kind === 'message' ? (await writeMime(request)).toString() : ''
  t.match(mime, /text\/calendar; charset=utf-8; method=REQUEST/, 'as EWS and ActiveSync show it')
  t.match(await readMime(Buffer.from(mime)), {
    itemClass: request?.itemClass,
    properties: new Map([['MeetingUid', uid]]),
  })
  const calendar = () =>
    his.items(his.folder('calendar')).filter((item) => item.kind === 'appointment' && item.uid === uid)
  t.match(calendar(), [
    {
      subject: 'Plan',
      start,
      end,
      location: 'Room 4',
      busyStatus: 'tentative',
      organizer: { address: alice.mailbox },
      attendees: [{ address: bob.mailbox, role: 'required' }],
    },
  ])
  send('IPM.Schedule.Meeting.Canceled', bob.mailbox, when)
  t.match(calendar(), [{ subject: 'Canceled: Plan', busyStatus: 'free' }])

  // Bob called another one; Alice's Outlook accepts it.
  const attendees = [{ ...mailbox.address, role: 'required', response: 'unknown' } as const]
  const own = his.add(his.folder('calendar'), appointment({ subject: 'His', start, end, uid: 'his', attendees }))
  send('IPM.Schedule.Meeting.Resp.Pos', bob.mailbox, [[named.globalObjectId, globalObjectId('his')]])
  t.match(his.itemOf(own.entryId), { attendees: [{ address: alice.mailbox, response: 'accept' }] })
})
