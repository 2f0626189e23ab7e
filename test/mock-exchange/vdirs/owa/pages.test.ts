// OWA's pages as a person without scripts uses them.

import t from 'tap'
import { message } from '../../../../mock-exchange/mailbox/item.ts'
import { mailboxesOf } from '../../../../mock-exchange/mailbox/store.ts'
import { owa } from '../../../../mock-exchange/vdirs/owa.ts'
import { alice, basic, bob, startHost } from '../host.ts'

const host = await startHost(t, [owa])
const store = mailboxesOf(host.context)
const [mailbox, other] = [store.of(alice), store.of(bob)]
if (mailbox === undefined || other === undefined) throw new Error('a mailbox is missing')
const text = (content: string): string =>
  content
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#39;/g, "'")
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/\s+/g, ' ')

let cookie = ''
async function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
  const answer = await fetch(host.url + path, {
    headers: { authorization: basic(alice), cookie, ...headers },
    redirect: 'manual',
  })
  const set = answer.headers.getSetCookie().map((line) => line.split(';')[0] ?? '')
  if (set.length > 0) cookie = [cookie, ...set].filter(Boolean).join('; ')
  return answer
}
const page = async (path: string): Promise<string> => (await get(path)).text()
const canary = async (): Promise<string> => /name="canary" value="([^"]+)"/.exec(await page('/owa/'))?.[1] ?? ''
async function post(action: string, fields: Record<string, string>, given?: string): Promise<Response> {
  const body = new URLSearchParams({ canary: given ?? (await canary()), ...fields })
  return fetch(`${host.url}/owa/?ae=PreFormAction&a=${action}`, {
    method: 'POST',
    headers: { authorization: basic(alice), cookie },
    body,
    redirect: 'manual',
  })
}
/** Address of the first link with this text, as it stands in the HTML. */
const linkTo = (html: string, text: string): string =>
  [...html.matchAll(/<a href="([^"]+)"[^>]*>(?:<span>)?([^<]*)</g)]
    .find(([, , shown]) => shown === text)?.[1]
    ?.replaceAll('&amp;', '&') ?? ''
const add = (subject: string, given: object = {}, arrival: object = {}) =>
  mailbox.add(
    mailbox.folder('inbox'),
    message({ subject, from: other.address, to: [mailbox.address], sentAt: 0, ...given }),
    arrival,
  )

t.test('the start page is the Inbox: newest first, unread in bold, folders with their numbers', async (t) => {
  const answer = await get('/owa/')
  const html = await answer.text()
  t.equal(answer.headers.get('x-frame-options'), 'SAMEORIGIN')
  t.match(answer.headers.get('content-security-policy'), /script-src 'self'/)
  t.match(html, /<title>Inbox \(2\) - Alice Ångström - Outlook Web App<\/title>/)
  t.match(text(html), /Inbox 2 unread Drafts Sent Items Deleted Items Junk Email Outbox Projects Offloading/)
  const order = ['Load balancer: the plan', 'Your mailbox has moved to Exchange 2013', 'Welcome'].map((one) =>
    html.indexOf(`>${one}<`),
  )
  t.same(
    order,
    [...order].sort((a, b) => a - b),
  )
  t.equal(html.match(/<tr class="unread">/g)?.length, 2)
  t.match(html, /src="\/owa\/prem\/15\.0\.1497\.2\/scripts\/pages\.js"/)
  for (const [, file = ''] of html.matchAll(/(?:src|href)="(\/owa\/prem\/[^"]+)"/g))
    t.equal((await get(file)).status, 200, file)
})

t.test('long folders come in pages', async (t) => {
  const folder = mailbox.createFolder(mailbox.folder('msgfolderroot'), { displayName: 'Long' })
  for (let n = 1; n <= 60; n += 1)
    mailbox.add(folder, message({ subject: `number ${n}`, sentAt: 0 }), { receivedAt: n })
  const href = linkTo(await page('/owa/'), 'Long')
  const pages = await Promise.all(['', '&pg=2', '&pg=3', '&pg=99', '&pg=-1', '&pg=x'].map((pg) => page(href + pg)))
  t.same(
    pages.map((html) => [/>number (\d+)</.exec(html)?.[1], html.match(/>number \d+</g)?.length]),
    [
      ['60', 25],
      ['35', 25],
      ['10', 10],
      ['10', 10],
      ['60', 25],
      ['60', 25],
    ],
  )
  t.match(pages[0], /rel="next"/)
  t.notMatch(pages[0], /rel="prev"/)
  t.match(text(pages[1] ?? ''), /newer page 2 of 3 older/)
})

t.test('a message is read, and is no longer unread; it can be marked so again', async (t) => {
  const item = add('To be read', { body: { type: 'text', content: 'one < two\nthree' } })
  const html = await page(linkTo(await page('/owa/'), 'To be read'))
  t.match(text(html), /From Bob Builder <bob@contoso\.com> To Alice Ångström <alice@contoso\.com> Sent Thu, 1\/1\/1970/)
  t.match(html, /<div class="body text" id="body">one &lt; two\nthree<\/div>/)
  t.equal(mailbox.itemOf(item.entryId)?.read, true)
  const id = /name="id" value="([^"]+)"/.exec(html)?.[1] ?? ''
  t.equal((await post('MarkRead', { id, read: '0' })).status, 302)
  t.equal(mailbox.itemOf(item.entryId)?.read, false)
})

t.test('HTML of a message cannot run, load or pretend', async (t) => {
  const evil = [
    '<script>alert(1)</script><img src=x onerror=alert(1)><svg onload=alert(1)><style>body{display:none}</style>',
    '<a href="javascript:alert(1)">a</a><a href=" java\tscript:alert(1)">b</a><a href="https://ok.test/">c</a>',
    '<iframe src="//evil.test"></iframe><form action="https://evil.test"><input name=password></form><base href="https://evil.test">',
    '<img src="https://evil.test/pixel.png" alt="pixel"><img src="//evil.test/p"><img src="data:image/svg+xml,x"><div style="position:fixed" id="signout">x</div>',
    '<p background="https://evil.test/b.png"><table background="https://evil.test/b.png"><tr><td>cell</table><img src="cid:logo"><math><mtext><mglyph><style><img src=x onerror=alert(1)>',
  ].join('')
  const picture = {
    name: 'logo.png',
    contentType: 'image/png',
    content: Buffer.from('png'),
    contentId: 'logo',
    inline: true,
  }
  add('Evil', { body: { type: 'html', content: evil }, attachments: [picture] })
  const html = await page(linkTo(await page('/owa/'), 'Evil'))
  const body = html.slice(html.indexOf('id="body"'))
  t.notMatch(
    body,
    /<script|onerror=|onload=|javascript:|<iframe|<form|<input|<base|<style|style=|<svg|data:|evil\.test|id="signout"/i,
  )
  t.match(body, /<a href="https:\/\/ok\.test\/" rel="noopener noreferrer" target="_blank">c<\/a>/)
  t.match(body, /<td>cell<\/td>/)
  t.match(html, /pictures from the internet are not shown/)
  const source = /<img src="(\/owa\/attachment\.ashx[^"]+)"/.exec(body)?.[1]?.replaceAll('&amp;', '&') ?? ''
  const shown = await get(source)
  t.same([shown.headers.get('content-type'), await shown.text()], ['image/png', 'png'])
  t.match(shown.headers.get('content-disposition'), /^inline/)
})

t.test('subjects, names and parameters are text wherever they stand', async (t) => {
  const evil = '<img src=x onerror=alert(1)>"\'&'
  add(evil, { from: { name: evil, address: 'eve@evil.test' }, to: [{ name: evil, address: 'x@y.test' }] })
  const inbox = await page('/owa/')
  t.notMatch(inbox, '<img')
  const opened = await page(linkTo(inbox, '&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;'))
  t.notMatch(opened, '<img')
  t.match(opened, '<h1 id="subject">&lt;img src=x onerror=alert(1)&gt;')
  const reply = await page(/href="([^"]*a=Reply&amp;[^"]*)"/.exec(opened)?.[1]?.replaceAll('&amp;', '&') ?? '')
  t.match(reply, 'RE: &lt;img')
  t.notMatch(reply, '<img')
  const query = encodeURIComponent(evil)
  for (const path of [
    `/owa/?ae=Folder&t=IPF.Note&id=inbox&note=${query}`,
    `/owa/?ae=Item&a=New&to=${query}`,
    `/owa/?ae=Folder&t=IPF.Appointment&date=${query}`,
    `/owa/?ae=Item&a=Open&id=${query}`,
  ]) {
    t.notMatch(await page(path), '<img', path)
  }
  t.notMatch(await (await post('NewFolder', { name: evil })).text(), '<img')
  t.notMatch(await page('/owa/'), '<img')
})

t.test('attachments are saved to files, whatever they are, by a name that is one', async (t) => {
  const attachments = [
    {
      name: 'a"b\r\nX-Injected: 1/../ü.html',
      contentType: 'text/html',
      content: Buffer.from('<script>alert(1)</script>'),
      inline: false,
    },
    { name: 'plan.txt', contentType: 'nonsense\r\n', content: Buffer.from('plan'), inline: false },
  ]
  add('With files', { attachments })
  const html = await page(linkTo(await page('/owa/'), 'With files'))
  const links = [...html.matchAll(/href="(\/owa\/attachment\.ashx[^"]+)"/g)].map(([, href = '']) =>
    href.replaceAll('&amp;', '&'),
  )
  t.equal(links.length, 2)
  const [page1, text1] = [await get(links[0] ?? ''), await get(links[1] ?? '')]
  t.equal(
    page1.headers.get('content-disposition'),
    `attachment; filename="a_b_X-Injected: 1_.._ü.html"; filename*=UTF-8''a%22b_X-Injected%3A%201_.._%C3%BC.html`.replace(
      'ü.html"',
      '_.html"',
    ),
  )
  t.same(
    [
      page1.headers.get('content-security-policy'),
      page1.headers.get('x-content-type-options'),
      page1.headers.get('x-injected'),
    ],
    ["default-src 'none'; sandbox", 'nosniff', null],
  )
  t.same([text1.headers.get('content-type'), await text1.text()], ['application/octet-stream', 'plan'])
  for (const wrong of [
    `${links[0]}7`,
    '/owa/attachment.ashx?id=x&n=0',
    '/owa/attachment.ashx',
    (links[0] ?? '').replace('n=0', 'n=-1'),
  ]) {
    t.equal((await get(wrong)).status, 404, wrong)
  }
})

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
    headers: { authorization: basic(alice), cookie },
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
        headers: { authorization: basic(alice), cookie, 'content-type': 'text/plain' },
        body: `canary=${mine}&id=${id}`,
      })
    ).status,
    415,
  )
  t.match(await page('/owa/'), '>Stays<')
})

t.test('a full mailbox can neither send nor save', async (t) => {
  const room = mailbox.user.quota - mailbox.used
  const filler = add('Filler', {
    attachments: [{ name: 'f', contentType: 'x/y', content: { length: room - 2_000 } as Buffer, inline: false }],
  })
  t.match(
    await (await post('Send', { to: 'bob', subject: 'x', body: 'y'.repeat(3_000), mode: 'New' })).text(),
    /Your mailbox is full/,
  )
  mailbox.delete(filler)
})

t.test('the calendar shows a week with what recurs in it; People shows contacts', async (t) => {
  const week = text(await page('/owa/?ae=Folder&t=IPF.Appointment&date=2014-06-03'))
  t.match(week, /Mon, 6\/2 Tue, 6\/3[\s\S]*10:00 AM Load balancer: go live Room 2 9:00 AM Team meeting Room 1/)
  const later = text(await page('/owa/?ae=Folder&t=IPF.Appointment&date=2015-06-10'))
  t.match(later, /9:00 AM Team meeting/)
  t.notMatch(later, 'go live')
  t.equal((await get('/owa/?ae=Folder&t=IPF.Appointment&date=0000-99-99')).status, 200)
  t.match(
    text(await page('/owa/?ae=Folder&t=IPF.Contact')),
    /Bob Builder bob@contoso\.com Carla Cole Fabrikam carla@fabrikam\.com \+44 20 7946 0000/,
  )
})

t.test('ids that are nobody’s, or another’s, are not found', async (t) => {
  const theirs = other.items(other.folder('inbox'))[0]
  const { ewsId } = await import('../../../../mock-exchange/vdirs/ews/item-id.ts')
  const wrong = [
    '',
    'x',
    'A'.repeat(300),
    ewsId(other, theirs ?? other.folder('inbox')),
    ewsId(mailbox, mailbox.folder('inbox')),
  ]
  for (const id of wrong) {
    t.equal((await get(`/owa/?ae=Item&a=Open&id=${encodeURIComponent(id)}`)).status, 404, id.slice(0, 20))
  }
  t.equal(
    (await get(`/owa/?ae=Folder&t=IPF.Note&id=${encodeURIComponent(ewsId(other, other.folder('inbox')))}`)).status,
    404,
  )
})
