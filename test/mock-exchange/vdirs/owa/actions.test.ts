// What OWA's forms do: messages written, moved and deleted, folders made, and nothing without the canary.

import t from 'tap'
import { deliverMeeting } from '../../../../mock-exchange/mailbox/deliver-meeting.ts'
import { appointment } from '../../../../mock-exchange/mailbox/item.ts'
import { readMime } from '../../../../mock-exchange/mailbox/mime/read-mime.ts'
import { mailboxesOf } from '../../../../mock-exchange/mailbox/store.ts'
import { invitation, meetingStart } from '../../mailbox/mime/invitation.ts'
import { alice, basic, bob } from '../host.ts'
import { atOwa, linkTo } from './person.ts'

const { host, mailbox, other, page, canary, cookie, post, add } = await atOwa(t)

t.test('a message is written, sent, and lies in Sent Items; the other has it', async (t) => {
  const answer = await post('Send', {
    to: 'bob; "Cole, Carla" <alice@contoso.com>',
    cc: 'Carla Cole',
    bcc: '',
    subject: 'Hello\r\nBcc: x@y.test',
    body: 'Hi\r\nthere',
    mode: 'New',
  })
  t.same(
    [answer.status, answer.headers.get('location')],
    [302, 'https://mail.contoso.com/owa/?ae=Folder&t=IPF.Note&id=inbox&note=sent'],
  )
  const [got] = other.items(other.folder('inbox')).slice(-1)
  t.match(got, {
    subject: 'Hello Bcc: x@y.test',
    from: { address: 'alice@contoso.com' },
    to: [{ address: 'bob@contoso.com' }, { name: 'Cole, Carla' }],
    cc: [{ address: 'carla@fabrikam.com' }],
    read: false,
  })
  const [kept] = mailbox.items(mailbox.folder('sentitems')).slice(-1)
  t.match(kept, { subject: 'Hello Bcc: x@y.test', read: true, body: { content: 'Hi\r\nthere' } })
  t.match(await page('/owa/?ae=Folder&t=IPF.Note&id=sentitems'), /Bob Builder; Cole, Carla/)
})

t.test('what cannot be sent comes back with a reason, and with what was written', async (t) => {
  const nobody = await post('Send', { to: ' ;, ', subject: 'S', body: 'kept <b>', mode: 'New' })
  t.match(await nobody.text(), /at least one recipient[\s\S]*kept &lt;b&gt;/)
  const unknown = await (await post('Send', { to: 'bob, zoe', subject: 'S', body: '', mode: 'New' })).text()
  t.match(unknown, /These recipients are not known: zoe\./)
  t.match(unknown, /name="to" value="bob, zoe"/)
})

t.test('replies go to those who are in it, with the message below; a forward takes its files along', async (t) => {
  const file = { name: 'f.txt', contentType: 'text/plain', content: Buffer.from('f'), inline: false }
  const original = add('Question', {
    cc: [{ name: 'Eve', address: 'eve@fabrikam.com' }],
    messageId: '<q@contoso.com>',
    body: { type: 'text', content: 'Why?' },
    attachments: [file],
  })
  const opened = await page(linkTo(await page('/owa/'), 'Question'))
  const open = (a: string) =>
    page(new RegExp(`href="([^"]*a=${a}&amp;[^"]*)"`).exec(opened)?.[1]?.replaceAll('&amp;', '&') ?? '')
  t.match(
    await open('Reply'),
    /name="to" value="&quot;Bob Builder&quot; &lt;bob@contoso\.com&gt;"[\s\S]*name="cc" value=""[\s\S]*value="RE: Question"[\s\S]*From: Bob Builder\n[\s\S]*Why\?/,
  )
  t.match(await open('ReplyAll'), /name="cc" value="&quot;Eve&quot; &lt;eve@fabrikam\.com&gt;"/)
  const forward = await open('Forward')
  t.match(forward, /name="to" value=""[\s\S]*value="FW: Question"[\s\S]*With it: f\.txt/)
  const about = /name="about" value="([^"]+)"/.exec(forward)?.[1] ?? ''
  await post('Send', { to: 'bob', subject: 'FW: Question', body: 'see', mode: 'Forward', about })
  t.match(other.items(other.folder('inbox')).at(-1)?.attachments, [{ name: 'f.txt' }])
  await post('Send', { to: 'bob', subject: 'RE: Question', body: 'so', mode: 'Reply', about })
  t.match(other.items(other.folder('inbox')).at(-1), {
    inReplyTo: '<q@contoso.com>',
    references: '<q@contoso.com>',
    attachments: [],
  })
  mailbox.delete(mailbox.itemOf(original.entryId) ?? original)
  t.equal((await post('Send', { to: 'bob', subject: 'x', body: '', mode: 'Reply', about })).status, 404)
})

t.test('files are sent along in a form of parts', async (t) => {
  const data = new FormData()
  for (const [name, value] of Object.entries({
    canary: await canary(),
    to: 'bob',
    subject: 'Parts',
    body: 'b',
    mode: 'New',
  }))
    data.append(name, value)
  data.append('file', new Blob(['x'], { type: 'text/plain' }), 'x.txt')
  data.append('file', new Blob([]), '')
  const answer = await fetch(`${host.url}/owa/?ae=PreFormAction&a=Send`, {
    method: 'POST',
    headers: { authorization: basic(alice), cookie: cookie() },
    body: data,
    redirect: 'manual',
  })
  t.equal(answer.status, 302)
  t.match(other.items(other.folder('inbox')).at(-1), {
    subject: 'Parts',
    attachments: [{ name: 'x.txt', contentType: 'text/plain' }],
  })
})

t.test('drafts are kept, finished and sent', async (t) => {
  await post('Save', { to: 'bob', subject: 'Not yet', body: 'half', mode: 'New' })
  const drafts = await page('/owa/?ae=Folder&t=IPF.Note&id=drafts')
  const id = /[?&]id=([^&"]+)/.exec(linkTo(drafts, 'Not yet'))?.[1] ?? ''
  const edit = await page(`/owa/?ae=Item&a=Edit&t=IPM.Note&id=${id}`)
  t.match(edit, /value="Not yet"[\s\S]*half/)
  await post('Send', { to: 'bob', subject: 'Now', body: 'whole', mode: 'Edit', about: decodeURIComponent(id) })
  t.equal(other.items(other.folder('inbox')).at(-1)?.subject, 'Now')
  t.notMatch(await page('/owa/?ae=Folder&t=IPF.Note&id=drafts'), 'Not yet')
})

t.test('a meeting request is answered from its page, and the organizer is told', async (t) => {
  const [organizer, uid] = [other.user.mailbox, 'owa@contoso.com']
  const common = { start: meetingStart, end: meetingStart + 3_600_000, uid, subject: 'Plan', organizer: other.address }
  const attendees = [{ ...mailbox.address, role: 'required', response: 'unknown' } as const]
  const his = other.add(other.folder('calendar'), appointment({ ...common, attendees }))
  const mime = invitation('REQUEST', {
    ...{ from: organizer, to: mailbox.user.mailbox, organizer, uid },
    attendees: [`:mailto:${mailbox.user.mailbox}`],
  })
  const store = mailboxesOf(host.context)
  const request = await readMime(mime)
  store.transport.receive(request, [mailbox.user.mailbox], undefined)
  await deliverMeeting(request, [mailbox.user.mailbox], store, 0)
  const opened = await page(linkTo(await page('/owa/'), 'Plan'))
  t.match(opened, />accept<[\s\S]*>tentative<[\s\S]*>decline</)
  const id = /name="id" value="([^"]+)"/.exec(opened)?.[1] ?? ''
  t.equal((await post('AnswerMeeting', { id, answer: 'perhaps' })).status, 404)
  t.match((await post('AnswerMeeting', { id, answer: 'accept' })).headers.get('location'), /note=sent$/)
  const meeting = mailbox
    .items(mailbox.folder('calendar'))
    .find((item) => item.kind === 'appointment' && item.uid === uid)
  t.match(meeting, { busyStatus: 'busy', attendees: [{ response: 'accept' }] })
  t.match(other.items(other.folder('inbox')).at(-1), {
    itemClass: 'IPM.Schedule.Meeting.Resp.Pos',
    subject: 'Accepted: Plan',
  })
  t.match(other.itemOf(his.entryId), { attendees: [{ response: 'accept' }] })
  t.notMatch(await page('/owa/'), />Plan</)
})

t.test('messages are moved, deleted, and deleted for good', async (t) => {
  add('Short-lived')
  const idOf = async (folder: string) =>
    decodeURIComponent(
      /[?&]id=([^&"]+)/.exec(linkTo(await page(`/owa/?ae=Folder&t=IPF.Note&id=${folder}`), 'Short-lived'))?.[1] ?? '',
    )
  t.match(
    (await post('Move', { id: await idOf('inbox'), folder: 'junkemail' })).headers.get('location'),
    /id=inbox&note=moved$/,
  )
  t.match((await post('Delete', { id: await idOf('junkemail') })).headers.get('location'), /id=junkemail&note=deleted$/)
  const last = await idOf('deleteditems')
  t.match((await post('Delete', { id: last })).headers.get('location'), /note=gone$/)
  t.equal((await post('Delete', { id: last })).status, 404)
})

t.test('folders are made; a name that is taken is told', async (t) => {
  const made = await post('NewFolder', { name: ' Trips ' })
  t.match(
    await page((made.headers.get('location') ?? '').slice('https://mail.contoso.com'.length)),
    /The folder has been created\.[\s\S]*<h1>Trips<\/h1>/,
  )
  t.match(await (await post('NewFolder', { name: 'trips' })).text(), /exists there already/)
  t.match(await (await post('NewFolder', { name: ' ' })).text(), /needs a name/)
})

t.test('no form without the canary of the page, and of the user', async (t) => {
  add('Stays')
  const id = decodeURIComponent(/[?&]id=([^&"]+)/.exec(linkTo(await page('/owa/'), 'Stays'))?.[1] ?? '')
  const mine = await canary()
  for (const wrong of ['', 'x.y', mine.slice(0, -1), `${mine}A`])
    t.equal((await post('Delete', { id }, wrong)).status, 403, wrong)
  const theirs = await fetch(`${host.url}/owa/`, { headers: { authorization: basic(bob) } })
  const cookies = theirs.headers.getSetCookie().map((line) => line.split(';')[0] ?? '')
  const stolen = cookies.find((line) => line.startsWith('X-OWA-CANARY='))?.slice('X-OWA-CANARY='.length) ?? ''
  const crossed = await fetch(`${host.url}/owa/?ae=PreFormAction&a=Delete`, {
    method: 'POST',
    headers: { authorization: basic(alice), cookie: cookies.join('; ') },
    body: new URLSearchParams({ canary: stolen, id }),
    redirect: 'manual',
  })
  t.equal(crossed.status, 403, "the canary of somebody else's cookie")
  t.equal((await post('Nothing', { id })).status, 404)
  t.equal(
    (
      await fetch(`${host.url}/owa/?ae=PreFormAction&a=Delete`, {
        method: 'POST',
        headers: { authorization: basic(alice), cookie: cookie(), 'content-type': 'text/plain' },
        body: `canary=${mine}&id=${id}`,
      })
    ).status,
    415,
  )
  t.match(await page('/owa/'), '>Stays<')
})

t.test('a full mailbox can neither send nor save', async (t) => {
  const room = mailbox.user.quota - mailbox.used - 2_000
  // The same bytes many times over take no memory.
  const content = Buffer.alloc(2 ** 22)
  const attachment = { name: 'f', contentType: 'x/y', content, inline: false }
  const each = content.length + 'fx/y'.length
  const rest = { ...attachment, content: content.subarray(0, room % each) }
  const attachments = [...Array.from({ length: Math.floor(room / each) }, () => attachment), rest]
  const filler = add('Filler', { attachments })
  t.match(
    await (await post('Send', { to: 'bob', subject: 'x', body: 'y'.repeat(3_000), mode: 'New' })).text(),
    /Your mailbox is full/,
  )
  mailbox.delete(filler)
})
