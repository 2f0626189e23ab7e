import t from 'tap'
import { zoneComponent } from '../../../mock-exchange/mailbox/mime/time-zone-component.ts'
import { windowsZones } from '../../../mock-exchange/mailbox/time-zone.ts'
import { rulesOf } from '../../../mock-exchange/mailbox/time-zone-rules.ts'

t.test('when the clocks change, as a rule of every year', async (t) => {
  t.same(rulesOf('W. Europe Standard Time', 2026), {
    standardBias: -60,
    daylightBias: -120,
    changes: [
      { to: 'Daylight', month: 3, dayOfWeek: 0, occurrence: -1, minutes: 120 },
      { to: 'Standard', month: 10, dayOfWeek: 0, occurrence: -1, minutes: 180 },
    ],
  })
  t.match(rulesOf('Pacific Standard Time', 2026), {
    standardBias: 480,
    changes: [
      { month: 3, occurrence: 2, minutes: 120 },
      { to: 'Standard', month: 11, occurrence: 1, minutes: 120 },
    ],
  })
  t.match(rulesOf('AUS Eastern Standard Time', 2026), {
    standardBias: -600,
    changes: [
      { to: 'Standard', month: 4, occurrence: 1 },
      { to: 'Daylight', month: 10 },
    ],
  })
  t.match(
    rulesOf('Israel Standard Time', 2026).changes,
    [{ occurrence: -1 }, { occurrence: -1 }],
    'the Friday before the last Sunday, which is not always the last Friday; Windows takes it for the last',
  )
  t.match(rulesOf('Turkey Standard Time', 2013).changes, [{ month: 3 }, { month: 10 }], 'it gave it up in 2016')
  t.same(rulesOf('Turkey Standard Time', 2017).changes, [])
  t.same(rulesOf('India Standard Time', 2026), { standardBias: -330, daylightBias: undefined, changes: [] })
})

t.test('calendars that are sent tell the same rules', async (t) => {
  t.equal(
    zoneComponent('W. Europe Standard Time', Date.UTC(2026, 6, 1)).toString(),
    [
      'BEGIN:VTIMEZONE',
      'TZID:W. Europe Standard Time',
      'BEGIN:DAYLIGHT',
      'DTSTART:16010101T020000',
      'TZOFFSETFROM:+0100',
      'TZOFFSETTO:+0200',
      'RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3',
      'END:DAYLIGHT',
      'BEGIN:STANDARD',
      'DTSTART:16010101T030000',
      'TZOFFSETFROM:+0200',
      'TZOFFSETTO:+0100',
      'RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10',
      'END:STANDARD',
      'END:VTIMEZONE',
    ].join('\r\n'),
  )
  for (const zone of windowsZones) {
    const written = [
      ...zoneComponent(zone, Date.UTC(2026, 0, 1))
        .toString()
        .matchAll(/BYDAY=(-?\d)\w+;BYMONTH=(\d+)/g),
    ]
    const rules = rulesOf(zone, 2026).changes.map(({ occurrence, month }) => [String(occurrence), String(month)])
    t.same(
      written.map(([, occurrence, month]) => [occurrence, month]),
      rules,
      zone,
    )
  }
})
