// Bodies in RTF, between ROPs, which write them, and what all other protocols see.

import fc from 'fast-check'
import t from 'tap'
import { readRtf } from '../../../mock-exchange/mailbox/rtf/read-rtf.ts'
import { writeRtf } from '../../../mock-exchange/mailbox/rtf/write-rtf.ts'
import { unwrapRtf, wrapRtf } from '../../../protocols/mapi/compressed-rtf.ts'
import { tags } from '../../../protocols/mapi/property-tags.ts'
import { openItems } from '../rop/items.ts'

const read = (rtf: string) => readRtf(Buffer.from(rtf, 'latin1'))

t.test('plain RTF is text: fonts, colours and pictures say nothing', async (t) => {
  for (const [rtf, text] of [
    ['{\\rtf1\\ansi{\\fonttbl{\\f0 Arial;}}{\\colortbl;\\red0;}\\f0 Hello\\par\r\nworld}', 'Hello\r\nworld'],
    ["{\\rtf1\\ansicpg1252 Gr\\'fc\\'dfe \\{a\\\\b\\}\\tab c\\~d}", 'Grüße {a\\b}\tc\u00a0d'],
    ['{\\rtf1\\uc1 5 \\u8364? {\\uc2\\u8211??x}\\u-3913?}', '5 € –x\uf0b7'],
    ["{\\rtf1{\\fonttbl{\\f1\\fcharset204 A;}{\\f2\\fcharset128 B;}}\\f1\\'cf\\'f0{\\f2\\'83A}\\'e8}", 'Прアи'],
    ['{\\rtf1 a{\\*\\generator X;}b{\\pict\\bin5 {{{{{}c{\\info{\\title no}}}', 'abc'],
    ['{\\rtf1 \\ldblquote a\\rdblquote \\emdash\\bullet\\line b', '“a”—•\r\nb'],
    ['', ''],
    ['}}}\\', ''],
  ] as const) {
    t.same(read(rtf), { type: 'text', content: text, encapsulates: false }, rtf)
  }
})

t.test('HTML in RTF is the HTML, without what is for those who show RTF', async (t) => {
  const rtf =
    '{\\rtf1\\ansi\\ansicpg1251\\fromhtml1 \\deff0{\\fonttbl{\\f0\\fswiss Arial;}}{\\*\\htmltag19 <html>}\r\n' +
    '{\\*\\htmltag64}\\htmlrtf {\\htmlrtf0 {\\*\\htmltag148 <b title="\\\'ef">}\\htmlrtf {\\b \\htmlrtf0 one{\\*\\htmltag84 &nbsp;}\\htmlrtf \\\'a0\\htmlrtf0 ' +
    'two\\ldblquote\\htmlrtf }\\htmlrtf0 {\\*\\htmltag156 </b>}{\\*\\htmltag0 \\par}{\\*\\mhtmltag64 <x>}\\htmlrtf }\\htmlrtf0 }'
  t.same(read(rtf), {
    type: 'html',
    content: '<html><b title="п">one&nbsp;two&ldquo;</b>\r\n',
    encapsulates: true,
  })
})

const anyText = fc
  .array(fc.oneof(fc.nat(0x7f), fc.nat(0xffff)), { maxLength: 20 })
  .map((codes) => String.fromCharCode(...codes))

t.test('every body comes back out of the RTF that is made of it', async () => {
  const lines = (text: string): string => text.replace(/\r\n|\r|\n/g, '\r\n')
  const html = fc
    .array(
      fc.oneof(
        anyText,
        fc.constantFrom(
          '<p>',
          '</p>',
          '<br>',
          '&nbsp;',
          '&#39;',
          '<style>',
          '</style>',
          '<',
          '>',
          '\r\n',
          '\\{}',
          '<!--',
          '1',
        ),
      ),
    )
    .map((parts) => parts.join(''))
  for (const [type, content] of [
    ['html', html],
    ['text', anyText],
  ] as const) {
    fc.assert(
      fc.property(content, (given) => {
        const back = readRtf(writeRtf({ type, content: given }))
        return back.type === type && back.content === lines(given)
      }),
    )
  }
})

t.test('reading never fails, whatever the bytes are', async (t) => {
  const words = fc.constantFrom(
    '{',
    '}',
    '\\',
    '\\*',
    '\\htmltag1 ',
    '\\fromhtml1',
    '\\u9',
    "\\'",
    '\\bin9',
    '\\f1',
    '\\uc3',
    '\\fcharset128',
    'x',
    '\x83',
  )
  fc.assert(
    fc.property(fc.array(words, { maxLength: 60 }), (parts) => {
      const rtf = parts.join('')
      return read(rtf).content.length <= 8 * rtf.length
    }),
  )
  const deep = '{'.repeat(1_000_000)
  t.equal(read(deep).content, '')
})

t.test('what a ROP client writes in RTF is the body; what others write is there as RTF', async (t) => {
  const { create, change, get, mailbox } = openItems(t)
  const rtf = (text: string): Buffer => wrapRtf(Buffer.from(text, 'latin1'))
  const native = rtf('{\\rtf1\\ansi {\\b Bold} words\\par}')
  const made = create('contacts', [
    [tags.messageClass, 'IPM.Contact'],
    [tags.rtfCompressed, native],
  ])
  t.same(made.body, { type: 'text', content: 'Bold words\r\n' })
  t.same(get(made, [tags.rtfCompressed, tags.nativeBody, tags.rtfInSync]), [native, 2, true])
  const other = mailbox.update(made, { body: { type: 'html', content: '<p>New</p>' } })
  const [made2, kind, inSync] = get(other, [tags.rtfCompressed, tags.nativeBody, tags.rtfInSync])
  t.same([kind, inSync], [3, false])
  t.match(unwrapRtf(made2 as Buffer, 10_000).toString(), /\\fromhtml1[\s\S]*\\htmltag64 <p>}New/)

  const html = rtf('{\\rtf1\\ansi\\fromhtml1 {\\*\\htmltag64 <p>}Hi{\\*\\htmltag72 </p>}}')
  t.match(change(other, [[tags.rtfCompressed, html]]).body, { type: 'html', content: '<p>Hi</p>' })
  const [own] = [Buffer.from('<i>own</i>')]
  t.match(
    change(other, [
      [tags.rtfCompressed, html],
      [tags.html, own],
    ]).body,
    { content: '<i>own</i>' },
    'HTML says more',
  )
  const broken = change(other, [
    [tags.body, 'text'],
    [tags.rtfCompressed, Buffer.from('no RTF')],
  ])
  t.match(broken.body, { type: 'text', content: 'text' }, 'what is no RTF is kept, and says nothing')
})
