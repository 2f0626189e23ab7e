import fc from 'fast-check'
import t from 'tap'
import { parseXml } from '../../../mock-exchange/xml/document.ts'
import { markup } from '../../../mock-exchange/xml/markup.ts'

t.test('what is put into a template is text, whatever it holds', async (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const root = parseXml(markup`<a><b>${text}</b></a>`.text)
      // Characters that XML cannot hold are left out.
      const speakable = text.replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '')
      return root.textContent === speakable
    }),
  )
  t.equal(markup`<a b="${'"><script>'}"/>`.text, '<a b="&quot;&gt;&lt;script&gt;"/>')
})

t.test('markup, lists, numbers and nothing go in as what they are', async (t) => {
  const parts = [markup`<b/>`, undefined, 'x<y', [1, true]]
  t.equal(markup`<a>${parts}</a>`.text, '<a><b/>x&lt;y1true</a>')
  t.equal(String(markup`<a/>`), '<a/>')
})
