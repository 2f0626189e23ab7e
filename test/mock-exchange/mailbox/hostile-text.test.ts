// Texts from anywhere: what is made of them takes time in proportion to their length. Others of the process wait meanwhile.

import t from 'tap'
import { textOfHtml } from '../../../mock-exchange/mailbox/body-text.ts'
import { contact, type Message, message } from '../../../mock-exchange/mailbox/item.ts'
import { changed } from '../../../mock-exchange/mailbox/item-change.ts'
import { readMeeting } from '../../../mock-exchange/mailbox/mime/read-meeting.ts'
import { writeContact } from '../../../mock-exchange/mailbox/mime/write-contact.ts'
import { isNativeRtf, rtfChange } from '../../../mock-exchange/mailbox/rtf/rtf-body.ts'
import { writeRtf } from '../../../mock-exchange/mailbox/rtf/write-rtf.ts'
import { readAddress } from '../../../mock-exchange/vdirs/activesync/items/values.ts'
import { wrapRtf } from '../../../protocols/mapi/compressed-rtf.ts'

/** Milliseconds of processor time, of which a busy machine takes nothing away; ways that are not linear take several times that. */
const bearable = 1_000

function spent(work: () => unknown): number {
  const before = process.cpuUsage()
  work()
  const { user } = process.cpuUsage(before)
  return user / 1_000
}

t.test('the text of HTML', async (t) => {
  t.equal(textOfHtml('<p>a &lt; b</p><P >c&nbsp;d<br/>e</p>'), 'a < b\nc d\ne')
  t.equal(textOfHtml('<head><title>x</title></HEAD >a<script>if (1 < 2) {}</script\n>b<style>c</style>'), 'ab')
  t.equal(textOfHtml('<header>a</header><scripted>b'), 'ab', 'names that only begin alike')
  t.equal(textOfHtml('a<script>b'), 'ab', 'what has no end ends at once')
  t.equal(textOfHtml('1 < 2, <b>3</b> <'), '1 3 <', 'a tag ends where the next > is')
  t.equal(textOfHtml('&amp;lt;&quot;&#39;'), `&lt;"'`)
  const length = 100_000
  for (const piece of ['<', '<script ', '<script>', '<script></style>', '</p ', '<script></script', '<br ', '&']) {
    const html = piece.repeat(length / piece.length)
    t.ok(spent(() => textOfHtml(html)) < bearable, piece)
  }
})

t.test('the lines of a vCard', async (t) => {
  const note = (text: string) => {
    const card = writeContact(contact({ subject: 'a', body: { type: 'text', content: text } }))
    return card.split('\r\n').slice(card.split('\r\n').indexOf('N:;;;;') + 1, -2)
  }
  t.same(note('x'.repeat(70)), [`NOTE:${'x'.repeat(70)}`])
  t.same(note('x'.repeat(71)), [`NOTE:${'x'.repeat(70)}`, ' x'])
  t.same(note('x'.repeat(70 + 74)), [`NOTE:${'x'.repeat(70)}`, ` ${'x'.repeat(74)}`])
  t.same(note(`${'x'.repeat(69)}💡💡`), [`NOTE:${'x'.repeat(69)}💡`, ' 💡'], 'characters are not cut')
  t.ok(spent(() => note('x'.repeat(20_000))) < bearable)
})

t.test('a calendar that comes by mail', async (t) => {
  const calendar = (more: string) =>
    readMeeting(
      `BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:u\r\nDTSTART:20140610T100000Z\r\nDTEND:20140610T110000Z\r\n${more}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n`,
    )
  t.equal(calendar('LOCATION:x')?.itemClass, 'IPM.Schedule.Meeting.Request')
  const times = `EXDATE;TZID=Nowhere:${'20140611T100000,'.repeat(30_000)}20140612T100000`
  t.ok(spent(() => calendar(times)) < bearable, 'times of no zone')
})

t.test('bodies as RTF', async (t) => {
  const rtf = writeRtf({ type: 'html', content: 'a\n{b}\r\n&amp;\t<p\n>' }).toString('latin1')
  t.match(rtf, 'a{\\*\\htmltag64 \\par }\\htmlrtf  \\htmlrtf0 \\{b\\}{\\*\\htmltag64 \\par }')
  t.match(rtf, '{\\*\\htmltag84 &amp;}\\htmlrtf &\\htmlrtf0 \\tab {\\*\\htmltag64 <p\\par >}')
  t.ok(spent(() => writeRtf({ type: 'html', content: '\n'.repeat(1_500_000) })) < bearable, 'lines of HTML')
  const bytes = wrapRtf(Buffer.from(`{\\rtf1\\ansi ${"\\f1\\'41".repeat(200_000)}}`))
  const change = rtfChange(bytes, message({}) as Message) as Pick<Message, 'body' | 'properties'>
  const item = { ...(message({}) as Message), ...change }
  t.equal(item.body.content.length, 200_000)
  // For every row of a table, three properties ask for it.
  t.ok(spent(() => Array.from({ length: 100 }, () => isNativeRtf(item))) < bearable, 'read once')
})

t.test('an attachment beside a large one', async (t) => {
  const file = (size: number) => ({ name: 'a', contentType: 'a/b', content: Buffer.alloc(size), inline: false })
  const large = file(24_000_000)
  const item = message({ attachments: [large], mime: Buffer.from('Subject: x') }) as Message
  t.equal((changed(item, { attachments: [{ ...large }] }) as Message).mime, item.mime, 'it says the same')
  t.ok(spent(() => t.equal((changed(item, { attachments: [large, file(1)] }) as Message).mime, undefined)) < 250)
})

t.test('the address that a phone gives', async (t) => {
  t.same(readAddress(' "Bob" <bob@contoso.com> '), { name: 'Bob', address: 'bob@contoso.com' })
  t.same(readAddress('Bob <bob@contoso.com>'), { name: 'Bob', address: 'bob@contoso.com' })
  t.same(readAddress('<bob@contoso.com>'), { name: 'bob@contoso.com', address: 'bob@contoso.com' })
  t.same(readAddress(' bob@contoso.com'), { name: 'bob@contoso.com', address: 'bob@contoso.com' })
  t.same(readAddress('a <b> c'), { name: 'a <b> c', address: 'a <b> c' })
  for (const piece of [' ', '"', '<', '<a>', '" ']) {
    t.ok(spent(() => readAddress(piece.repeat(2_000))) < bearable, piece)
  }
})
