// XML is read by namespace and local name, never by prefix: clients choose their prefixes freely
// (reference/real-clients.md, finding 13).

import { DOMParser, type Document, type Element, MIME_TYPE, type Node, onWarningStopParsing } from '@xmldom/xmldom'
import { messageOf } from '../../base/message-of.ts'

export type { Element }

/** The text is not well-formed XML, or holds a document type declaration, which no Exchange service takes. */
export class XmlSyntaxError extends Error {
  override readonly name = 'XmlSyntaxError'
}

/** Text of a request body: UTF-8 unless a byte order mark says UTF-16. */
export function decodeText(body: Uint8Array): string {
  if (body[0] === 0xff && body[1] === 0xfe) return new TextDecoder('utf-16le').decode(body)
  if (body[0] === 0xfe && body[1] === 0xff) return new TextDecoder('utf-16be').decode(body)
  return new TextDecoder('utf-8').decode(body)
}

/**
 * The root element of an XML text.
 * @throws XmlSyntaxError
 */
export function parseXml(text: string): Element {
  const document = parseDocument(text.trim())
  // A DTD could define entities; .NET's readers in Exchange prohibit it altogether.
  if (document.doctype !== null) throw new XmlSyntaxError('a document type declaration is not allowed')
  if (document.documentElement === null) throw new XmlSyntaxError('there is no root element')
  return document.documentElement
}

function parseDocument(text: string): Document {
  try {
    // The parser calls some breaches of the standard mere warnings (attributes without quotes); all of them end it. Line
    // ends are those of XML 1.0 (section 2.11); by itself it would take those of 1.1, and change U+2028 in texts.
    const parser = new DOMParser({
      locator: false,
      onError: onWarningStopParsing,
      normalizeLineEndings: (source) => source.replace(/\r\n?/g, '\n'),
    })
    return parser.parseFromString(text, MIME_TYPE.XML_TEXT)
  } catch (error) {
    throw new XmlSyntaxError(messageOf(error), { cause: error })
  }
}

function isElement(node: Node): node is Element {
  return node.nodeType === node.ELEMENT_NODE
}

/** Child elements in order; only those of a namespace and local name when these are given. */
export function childrenOf(parent: Element, namespace?: string, name?: string): Element[] {
  return [...parent.childNodes]
    .filter(isElement)
    .filter((child) => namespace === undefined || child.namespaceURI === namespace)
    .filter((child) => name === undefined || child.localName === name)
}

/** The first child element of that namespace and local name. */
export function childOf(parent: Element, namespace: string, name: string): Element | undefined {
  return childrenOf(parent, namespace, name)[0]
}

/** The descendant that a path of local names leads to, all in one namespace. */
export function descendantOf(parent: Element, namespace: string, ...path: readonly string[]): Element | undefined {
  let current: Element | undefined = parent
  for (const name of path) current = current && childOf(current, namespace, name)
  return current
}

/** Text within an element without white space around it; undefined for an absent or empty one. */
export function textOf(element: Element | undefined): string | undefined {
  const text = element?.textContent?.trim()
  return text === '' ? undefined : text
}

/** An attribute without namespace; undefined when it is absent. */
export function attributeOf(element: Element, name: string): string | undefined {
  return element.getAttribute(name) ?? undefined
}
