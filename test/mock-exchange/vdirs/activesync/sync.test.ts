import t from 'tap'
import { childAt, tagsOf, textAt, type WbxmlElement } from '../../../../protocols/wbxml/index.ts'
import { air, base, body, change, deliver, email, idIn, phone, remove, subjects } from './phone.ts'

t.test('the first key brings nothing, the second all mail, newest first, then nothing at all', async (t) => {
  const { sync } = await phone(t)
  const primed = await sync('5', '0')
  t.match(primed, { status: '1', key: '1', commands: [], more: false })
  const all = await sync('5', '1', air('Options', body(1)))
  t.same(subjects(all.commands), ['Load balancer: the plan', 'Your mailbox has moved to Exchange 2013', 'Welcome'])
  const [plan, , welcome] = all.commands
  const text = (item: WbxmlElement | undefined, ...path: string[]) => item && textAt(item, 'ApplicationData', ...path)
  t.match(text(plan, 'From'), '"Bob Builder" <bob@contoso.com>')
  t.equal(text(plan, 'DateReceived'), '2014-06-02T14:30:00.000Z')
  t.same([text(plan, 'Read'), text(welcome, 'Read')], ['0', '1'])
  t.equal(text(welcome, 'Body', 'Data'), 'Welcome to contoso.com, Alice Ångström.')
  t.equal(text(plan, 'Attachments', 'Attachment', 'DisplayName'), 'plan.txt')
  t.match(text(plan, 'Attachments', 'Attachment', 'FileReference'), /^5:\d+:0$/)
  t.match(textAt(plan ?? air('x'), 'ServerId'), /^5:\d+$/)
  t.equal((await sync('5', all.key)).empty, true)
})

t.test('bodies come as asked for: text, HTML, MIME, cut, or not at all', async (t) => {
  const { sync } = await phone(t)
  const first = async (...options: WbxmlElement[]) => {
    const { key } = await sync('5', '0')
    const { commands } = await sync(
      '5',
      key,
      ...(options.length === 0 ? [] : [air('Options', ...options)]),
      air('WindowSize', '1'),
    )
    const data = commands[0] && childAt(commands[0], 'ApplicationData', 'Body')
    return ['Type', 'EstimatedDataSize', 'Truncated', 'Data'].map((tag) => data && textAt(data, tag))
  }
  const html = '<html><body><p>The <b>plan</b> is attached. Tuesday at ten?</p></body></html>'
  const plain = 'The plan is attached. Tuesday at ten?'
  t.same(await first(body(1), body(2)), ['2', String(html.length), undefined, html], 'its own form first')
  t.same(await first(body(1)), ['1', '37', undefined, plain])
  t.same(await first(body(1, base('TruncationSize', '8'))), ['1', '37', '1', 'The plan'])
  t.same(await first(body(2, base('TruncationSize', '9'), base('AllOrNone', '1')), body(1)), [
    '1',
    '37',
    undefined,
    plain,
  ])
  t.same(await first(), ['2', String(html.length), '1', undefined], 'nothing is asked for')
  const [type, size, cut, data = ''] = await first(air('MIMESupport', '2'), body(4), body(1))
  t.same([type, cut, Number(size) === Buffer.byteLength(data)], ['4', undefined, true])
  t.match(data, /Content-Type: multipart[\s\S]*filename=plan.txt/)
  t.same((await first(air('MIMESupport', '2'), air('MIMETruncation', '1'), body(4))).slice(0, 3), [
    '4',
    size,
    undefined,
  ])
  t.equal((await first(air('MIMESupport', '0'), body(4), body(1)))[0], '1', 'MIME is not wanted')
})

t.test('windows: so many at a time, MoreAvailable until all is told', async (t) => {
  const { sync, host } = await phone(t)
  for (let count = 0; count < 4; count++) deliver(host, `Letter ${count}`)
  let { key } = await sync('5', '0')
  const sizes: number[] = []
  for (let more = true; more; ) {
    const answer = await sync('5', key, air('WindowSize', '3'))
    sizes.push(answer.commands.length)
    ;({ key, more } = answer)
  }
  t.same(sizes, [3, 3, 1])
})

t.test('what others do is told: new mail, read elsewhere, moved away, too old', async (t) => {
  const { sync, mailbox, host } = await phone(t)
  const all = await sync('5', (await sync('5', '0')).key, air('Options', air('FilterType', '0'), body(1)))
  const [plan, moved, welcome] = mailbox.items(mailbox.folder('inbox')).toReversed()
  if (plan === undefined || moved === undefined || welcome === undefined) return t.fail('no mail')
  deliver(host, 'Fresh')
  mailbox.setRead(plan, true)
  mailbox.delete(welcome)
  mailbox.mark(moved, { flag: 'flagged' })
  const { commands, key } = await sync('5', all.key)
  t.same(
    commands.map(({ tag }) => tag),
    ['Delete', 'Change', 'Change', 'Add'],
  )
  t.equal(textAt(commands[0] ?? air('x'), 'ServerId'), `5:${welcome.id.counter}`)
  const readOnly = commands.find((command) => textAt(command, 'ServerId') === `5:${plan.id.counter}`)
  t.same(readOnly && childAt(readOnly, 'ApplicationData')?.content, [email('Read', '1')], 'no more than what changed')
  t.equal(idIn(commands, 'Fresh').slice(0, 2), '5:')
  const filtered = await sync('5', key, air('Options', air('FilterType', '1'), body(1)))
  t.same(
    filtered.commands.map(({ tag }) => tag),
    ['SoftDelete', 'SoftDelete'],
  )
})

t.test('what the device does reaches the mailbox, and does not come back as news', async (t) => {
  const { sync, mailbox } = await phone(t)
  const inbox = mailbox.folder('inbox')
  const all = await sync('5', (await sync('5', '0')).key, air('Options', body(1)))
  const unread = idIn(all.commands, 'Load balancer: the plan')
  const itemOf = (id: string) => mailbox.itemAt(inbox, Number(id.split(':')[1]))
  const read = await sync('5', all.key, change(unread, email('Read', '1'), email('Flag', email('Status', '2'))))
  t.match(read, { status: '1', commands: [], responses: [] })
  t.match(itemOf(unread), { read: true, flag: 'flagged' })
  const welcome = idIn(all.commands, 'Welcome')
  const deleted = await sync('5', read.key, remove(welcome))
  t.equal(itemOf(welcome), undefined)
  t.equal(mailbox.items(mailbox.folder('deleteditems'))[0]?.subject, 'Welcome', 'deleted is moved')
  const other = idIn(all.commands, 'Your mailbox has moved to Exchange 2013')
  const gone = await sync('5', deleted.key, air('DeletesAsMoves', '0'), remove(other))
  t.equal(mailbox.count(mailbox.folder('deleteditems')), 1, 'unless for good')
  const missing = await sync('5', gone.key, change('5:99999', email('Read', '1')))
  t.same(missing.responses, [air('Change', air('ServerId', '5:99999'), air('Status', '8'))])
  const added = await sync('5', missing.key, air('Commands', air('Add', air('ClientId', 'x'), air('ApplicationData'))))
  t.same(added.responses, [air('Add', air('ClientId', 'x'), air('Status', '6'))], 'mail cannot be added')
  const fetched = await sync('5', added.key, air('Commands', air('Fetch', air('ServerId', unread))))
  t.equal(
    fetched.responses[0] && textAt(fetched.responses[0], 'ApplicationData', 'Body', 'Data')?.slice(0, 8),
    'The plan',
  )
})

t.test('both changed it: the server’s change wins unless the device may', async (t) => {
  const { sync, mailbox } = await phone(t)
  const calendar = tagsOf('Calendar')
  const { commands, key } = await sync('1', (await sync('1', '0')).key)
  const id = idIn(commands, 'Load balancer: go live')
  const item = () => mailbox.itemAt(mailbox.folder('calendar'), Number(id.split(':')[1]))
  const edit = (location: string) => {
    const now = item()
    if (now !== undefined) mailbox.update(now, { location })
  }
  edit('Room 7')
  const lost = await sync('1', key, change(id, calendar('Location', 'Garden')))
  t.same(lost.responses, [air('Change', air('ServerId', id), air('Status', '7'))])
  t.match(lost.commands, [{ tag: 'Change' }], 'and its own is told')
  t.match(item(), { location: 'Room 7' })
  edit('Room 8')
  const won = await sync(
    '1',
    lost.key,
    air('Options', air('Conflict', '0')),
    change(id, calendar('Location', 'Garden')),
  )
  t.match([won.responses, item()], [[], { location: 'Garden' }])
})

t.test('a lost answer is asked for again, and nothing is done twice', async (t) => {
  const { sync, mailbox, host } = await phone(t)
  const contacts = tagsOf('Contacts')
  const { key } = await sync('2', (await sync('2', '0')).key)
  const add = air('Commands', air('Add', air('ClientId', 'c1'), air('ApplicationData', contacts('LastName', 'Dora'))))
  const first = await sync('2', key, add)
  const before = mailbox.count(mailbox.folder('contacts'))
  const again = await sync('2', key, add)
  t.equal(mailbox.count(mailbox.folder('contacts')), before)
  t.same(again.responses, first.responses)
  t.same(again.commands, [], 'and it is not told as news')
  t.equal((await sync('2', again.key)).empty, true)

  const mail = await sync('5', (await sync('5', '0')).key, air('Options', body(1)))
  deliver(host, 'Lost')
  const lost = await sync('5', mail.key)
  const resent = await sync('5', mail.key)
  t.same([subjects(lost.commands), subjects(resent.commands)], [['Lost'], ['Lost']])
  const erase = await sync('5', resent.key, remove(idIn(resent.commands, 'Lost')))
  t.match(await sync('5', resent.key, remove(idIn(resent.commands, 'Lost'))), { status: '1', responses: [] })
  t.equal(mailbox.count(mailbox.folder('deleteditems')), 1)
  t.equal((await sync('5', 'nonsense')).status, '3')
  t.equal((await sync('5', mail.key)).status, '3', 'two steps back is too far')
  t.not(erase.key, resent.key)
})
