// OWA's pages as a person without scripts reads them.

import t from 'tap'
import { message } from '../../../../mock-exchange/mailbox/item.ts'
import { ewsId } from '../../../../mock-exchange/vdirs/ews/item-id.ts'
import { atOwa, linkTo, textOf } from './person.ts'

const { mailbox, other, get, page, post, add } = await atOwa(t)

t.test('the start page is the Inbox: newest first, unread in bold, folders with their numbers', async (t) => {
  const answer = await get('/owa/')
  const html = await answer.text()
  t.equal(answer.headers.get('x-frame-options'), 'SAMEORIGIN')
  t.match(answer.headers.get('content-security-policy'), /script-src 'self'/)
  t.match(html, /<title>Inbox \(2\) - Alice Ångström - Outlook Web App<\/title>/)
  t.match(textOf(html), /Inbox 2 unread Drafts Sent Items Deleted Items Junk Email Outbox Projects Offloading/)
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
  t.match(textOf(pages[1] ?? ''), /newer page 2 of 3 older/)
})

t.test('a message is read, and is no longer unread; it can be marked so again', async (t) => {
  const item = add('To be read', { body: { type: 'text', content: 'one < two\nthree' } })
  const html = await page(linkTo(await page('/owa/'), 'To be read'))
  t.match(
    textOf(html),
    /From Bob Builder <bob@contoso\.com> To Alice Ångström <alice@contoso\.com> Sent Thu, 1\/1\/1970/,
  )
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

t.test('the calendar shows a week with what recurs in it; People shows contacts', async (t) => {
  const week = textOf(await page('/owa/?ae=Folder&t=IPF.Appointment&date=2014-06-03'))
  t.match(week, /Mon, 6\/2 Tue, 6\/3[\s\S]*10:00 AM Load balancer: go live Room 2 9:00 AM Team meeting Room 1/)
  const later = textOf(await page('/owa/?ae=Folder&t=IPF.Appointment&date=2015-06-10'))
  t.match(later, /9:00 AM Team meeting/)
  t.notMatch(later, 'go live')
  t.equal((await get('/owa/?ae=Folder&t=IPF.Appointment&date=0000-99-99')).status, 200)
  t.match(
    textOf(await page('/owa/?ae=Folder&t=IPF.Contact')),
    /Bob Builder bob@contoso\.com Carla Cole Fabrikam carla@fabrikam\.com \+44 20 7946 0000/,
  )
})

t.test('ids that are nobody’s, or another’s, are not found', async (t) => {
  const theirs = other.items(other.folder('inbox'))[0]
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
