import t from 'tap'
import {
  childrenOf,
  decodeText,
  descendantOf,
  parseXml,
  textOf,
  XmlSyntaxError,
} from '../../../mock-exchange/xml/document.ts'

t.test('elements are found by namespace and name, whatever their prefix', async (t) => {
  const root = parseXml('<x:a xmlns:x="urn:one" xmlns="urn:two"><b>no</b><x:b><x:c> yes </x:c></x:b></x:a>')
  t.equal(textOf(descendantOf(root, 'urn:one', 'b', 'c')), 'yes')
  t.equal(descendantOf(root, 'urn:one', 'c', 'b'), undefined)
  t.equal(childrenOf(root).length, 2)
  t.equal(childrenOf(root, 'urn:two', 'b').length, 1)
})

t.test('what is not well-formed is refused, and so is a DTD', async (t) => {
  const broken = [
    '',
    'text',
    '<a',
    '<a></b>',
    '<a b=1/>',
    '<a/><b/>',
    '<a>&unknown;</a>',
    '<p:a/>',
    '<a b="1" b="2"/>',
    '<a>&#0;</a>',
    '<xmlns:a/>',
  ]
  for (const text of [...broken, '<!DOCTYPE a><a/>', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>']) {
    t.throws(() => parseXml(text), XmlSyntaxError, text)
  }
  t.equal(textOf(parseXml('<a><![CDATA[<!DOCTYPE html>]]></a>')), '<!DOCTYPE html>', 'inside of text it is text')
})

t.test('bodies are UTF-8, or UTF-16 where a mark says so', async (t) => {
  const text = '<a>ä</a>'
  const marked = `\ufeff${text}`
  t.equal(decodeText(Buffer.from(text)), text)
  t.equal(decodeText(Buffer.from(marked)), text)
  t.equal(decodeText(Buffer.from(marked, 'utf16le')), text)
  t.equal(decodeText(Buffer.from(marked, 'utf16le').swap16()), text)
})

t.test('line ends become line feeds, as XML 1.0 has it, and other separators stay', async (t) => {
  t.equal(parseXml('<a>1\r\n2\r3\u20284\u0085</a>').textContent, '1\n2\n3\u20284\u0085')
})

t.test('attributes are found by name and namespace', async (t) => {
  const root = parseXml('<a xmlns:x="urn:x" x:type="one" type="two" x:nil="true"/>')
  t.equal(root.getAttribute('type'), 'two')
  t.equal(root.getAttribute('type', 'urn:x'), 'one')
  t.equal(root.getAttribute('nil'), null)
  t.equal(root.getAttribute('nil', 'urn:x'), 'true')
})

t.test('what is nested too deep, or has too many elements, is refused before it costs memory', async (t) => {
  t.throws(() => parseXml('<a>'.repeat(100_000)), XmlSyntaxError)
  t.throws(() => parseXml(`<a>${'<b/>'.repeat(300_000)}</a>`), XmlSyntaxError)
  t.equal(parseXml(`${'<a>'.repeat(500)}x${'</a>'.repeat(500)}`).textContent, 'x')
})

t.test('attributes, and texts cut into pieces, are counted too, wherever they stand', async (t) => {
  const names = Array.from({ length: 300_000 }, (_, index) => `a${index}=""`).join(' ')
  t.throws(() => parseXml(`<a ${names}/>`), XmlSyntaxError, 'on one element')
  const declarations = Array.from({ length: 100 }, (_, index) => `xmlns:n${index}="u"`).join(' ')
  t.throws(() => parseXml(`<a>${`<b ${declarations}/>`.repeat(3_000)}</a>`), XmlSyntaxError, 'declarations of names')
  t.throws(() => parseXml(`<a>${'<![CDATA[x]]>'.repeat(600_000)}</a>`), XmlSyntaxError, 'sections')
  t.throws(() => parseXml(`<a>${'x<!---->'.repeat(600_000)}</a>`), XmlSyntaxError, 'comments between')
  const ids = '<i Id="x" ChangeKey="y"/>'.repeat(10_000)
  t.equal(parseXml(`<a>${ids}</a>`).children.length, 10_000, 'a request of 10,000 ids passes')
})
