import type { Appointment } from '../../../mailbox/item.ts'
import { contentAt } from '../../../mailbox/occurrence-changes.ts'
import { occurrencesOf } from '../../../mailbox/occurrences.ts'
import { type Markup, markup } from '../../../xml/markup.ts'
import { link, type OwaCall } from '../call.ts'
import { dayText, timeText } from '../dates.ts'
import { owaPage } from '../shell.ts'

const day = 86_400_000

/** A week of the calendar: the one of `date=2014-06-02`, or the present one. */
export function calendarPage(call: OwaCall): Markup {
  const { mailbox, query, context } = call
  const asked = /^\d{4}-\d{2}-\d{2}$/.test(query.get('date') ?? '') ? Date.parse(query.get('date') ?? '') : Number.NaN
  const from = mondayOf(Number.isNaN(asked) ? context.clock.now() : asked)
  const folder = mailbox.folder('calendar')
  const days = Array.from({ length: 7 }, (_, index) => from + index * day)
  const occurrences = mailbox
    .items(folder)
    .filter((item) => item.kind === 'appointment')
    .flatMap((item) =>
      occurrencesOf(item, from, from + 7 * day).map(({ original }) =>
        item.recurrence === undefined ? item : contentAt(item, original),
      ),
    )
    .sort((a, b) => a.start - b.start)
  const cell = (start: number): Markup =>
    markup`<td>${occurrences.filter((one) => one.start < start + day && one.end > start).map(entry)}</td>`
  const week = (text: string, at: number): Markup =>
    markup`<a class="button" href="${link({ ae: 'Folder', t: 'IPF.Appointment', date: dateOf(at) })}">${text}</a>\n`
  const content = markup`<h1>Calendar</h1>
<div class="bar">${week('previous week', from - 7 * day)}${week('this week', context.clock.now())}${week('next week', from + 7 * day)}</div>
<table class="week"><caption class="muted">Week of ${dateOf(from)}, times in UTC</caption>
<thead><tr>${days.map((at) => markup`<th scope="col">${dayText(at)}</th>`)}</tr></thead>
<tbody><tr>${days.map(cell)}</tr></tbody></table>`
  return owaPage(call, { title: 'Calendar', module: 'calendar', content })
}

function entry({ subject, location, start }: Appointment): Markup {
  const where = location === '' ? undefined : markup`<br><span class="muted">${location}</span>`
  return markup`<p><time datetime="${new Date(start).toISOString()}">${timeText(start)}</time> ${subject}${where}</p>`
}

function mondayOf(at: number): number {
  const midnight = Math.floor(at / day) * day
  return midnight - ((new Date(midnight).getUTCDay() + 6) % 7) * day
}

const dateOf = (at: number): string => new Date(at).toISOString().slice(0, 10)
