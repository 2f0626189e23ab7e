import t from 'tap'
import { idOf, start } from './client.ts'

const done =
  '<t:SetItemField><t:FieldURI FieldURI="task:Status"/><t:Task><t:Status>Completed</t:Status></t:Task></t:SetItemField>'

const task = (subject: string, pattern: string, range: string) =>
  `<t:Task><t:Subject>${subject}</t:Subject><t:DueDate>2014-07-01T00:00:00Z</t:DueDate><t:Recurrence>${pattern}${range}</t:Recurrence></t:Task>`
const daily = '<t:DailyRecurrence><t:Interval>2</t:Interval></t:DailyRecurrence>'
const twice =
  '<t:NumberedRecurrence><t:StartDate>2014-07-01</t:StartDate><t:NumberOfOccurrences>2</t:NumberOfOccurrences></t:NumberedRecurrence>'
const forever = '<t:NoEndRecurrence><t:StartDate>2014-07-01</t:StartDate></t:NoEndRecurrence>'

t.test('a task that comes again goes on to its next time when it is done, and is done after its last', async (t) => {
  const { create, get, update, find } = await start(t)
  const id = idOf(await create(task('water', daily, twice), ''))
  const made = await get(id)
  t.same(
    [made.all('IsRecurring'), made.all('NumberOfOccurrences'), made.all('Interval'), made.all('StartDate')],
    [['true'], ['2'], ['2'], ['2014-07-01+00:00']],
    'the rule is told',
  )
  await update(`<t:ItemId Id="${id}"/>`, done)
  const next = await get(id)
  t.same(
    [next.all('DueDate'), next.all('Status'), next.all('IsRecurring')],
    [['2014-07-03T00:00:00Z'], ['NotStarted'], ['true']],
  )
  const listed = await find('tasks', '', '<t:BaseShape>AllProperties</t:BaseShape>')
  t.same(listed.all('Status').toSorted(), ['Completed', 'NotStarted'], 'the one that was done stays')
  t.same(listed.all('IsRecurring').toSorted(), ['false', 'true'], 'and comes no more')
  await update(`<t:ItemId Id="${id}"/>`, done)
  t.same((await get(id)).all('Status'), ['Completed'])
})

t.test('a task can come again some time after it is done, and lose its rule', async (t) => {
  const { host, create, get, update } = await start(t)
  const pattern = '<t:WeeklyRegeneration><t:Interval>1</t:Interval></t:WeeklyRegeneration>'
  const id = idOf(await create(task('tidy', pattern, forever), ''))
  t.ok((await get(id)).first('WeeklyRegeneration'))
  await update(`<t:ItemId Id="${id}"/>`, done)
  const day = 86_400_000
  const today = Math.floor(host.clock.now() / day) * day
  t.same((await get(id)).all('DueDate'), [new Date(today + 7 * day).toISOString().replace('.000', '')])
  await update(
    `<t:ItemId Id="${id}"/>`,
    '<t:DeleteItemField><t:FieldURI FieldURI="task:Recurrence"/></t:DeleteItemField>',
  )
  t.same((await get(id)).all('IsRecurring'), ['false'])
})

t.test('a task that comes again after it is done does so as often as its rule says', async (t) => {
  const { create, get, update } = await start(t)
  const pattern = '<t:DailyRegeneration><t:Interval>1</t:Interval></t:DailyRegeneration>'
  const id = idOf(await create(task('paint', pattern, twice), ''))
  await update(`<t:ItemId Id="${id}"/>`, done)
  const next = await get(id)
  t.same([next.all('Status'), next.all('NumberOfOccurrences')], [['NotStarted'], ['1']])
  await update(`<t:ItemId Id="${id}"/>`, done)
  t.same((await get(id)).all('Status'), ['Completed'])
})
