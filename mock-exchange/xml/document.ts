// XML is read by namespace and local name, never by prefix: clients choose their prefixes freely
// (reference/real-clients.md, finding 13).
//
// The parser is saxes: it checks well-formedness and namespaces, expands no entities but XML's own five, and does not
// recurse, so what a request costs grows with its length alone.

import { SaxesParser, type SaxesTagNS } from 'saxes'
import { messageOf } from '../../base/message-of.ts'

/** Levels of elements within elements; real requests have some twenty, the deepest restriction of Exchange 255. */
const deepest = 512

/** Elements in one text; a synchronisation that names 10,000 items has 20,000. */
const mostElements = 250_000

/** Attributes in one text, declarations of names among them; such a synchronisation has as many as elements. */
const mostAttributes = 250_000

/** Runs of text between tags, comments and sections: each becomes a value of its own. */
const mostTexts = 500_000

/** The text is not well-formed XML, holds a document type declaration, which no Exchange service takes, or is too much. */
export class XmlSyntaxError extends Error {
  override readonly name = 'XmlSyntaxError'
}

/** An element as read; the rest of the document model (comments, processing instructions) is of no use here. */
export class Element {
  readonly namespaceURI: string
  readonly localName: string
  readonly #attributes: SaxesTagNS['attributes']
  /** Text and children in order. */
  readonly #content: (string | Element)[] = []
  readonly #children: Element[] = []

  constructor({ uri, local, attributes }: SaxesTagNS) {
    this.namespaceURI = uri
    this.localName = local
    this.#attributes = attributes
  }

  /** Child elements in order. */
  get children(): readonly Element[] {
    return this.#children
  }

  /** All text within, that of children too. */
  get textContent(): string {
    const [only, more] = this.#content
    if (only === undefined) return ''
    if (more === undefined && typeof only === 'string') return only
    return this.#content.map((part) => (typeof part === 'string' ? part : part.textContent)).join('')
  }

  /** An attribute by local name and namespace, without one unless told; null when it is absent. */
  getAttribute(name: string, namespace = ''): string | null {
    const plain = this.#attributes[name]
    if (plain !== undefined && plain.uri === namespace) return plain.value
    for (const { local, uri, value } of Object.values(this.#attributes)) {
      if (local === name && uri === namespace) return value
    }
    return null
  }

  append(part: string | Element): void {
    this.#content.push(part)
    if (typeof part !== 'string') this.#children.push(part)
  }
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
  let root: Element | undefined
  let elements = 0
  let attributes = 0
  let texts = 0
  const open: Element[] = []
  const parser = new SaxesParser({ xmlns: true, position: false })
  const refuse = (what: string): never => {
    throw new XmlSyntaxError(what)
  }
  const append = (part: string): void => {
    texts += 1
    if (texts > mostTexts) refuse(`there are more than ${mostTexts} texts`)
    open.at(-1)?.append(part)
  }
  parser.on('error', (error) => refuse(error.message))
  // A DTD could define entities; .NET's readers in Exchange prohibit it altogether.
  parser.on('doctype', () => refuse('a document type declaration is not allowed'))
  // Counted as each is read: one element can have them all.
  parser.on('attribute', () => {
    attributes += 1
    if (attributes > mostAttributes) refuse(`there are more than ${mostAttributes} attributes`)
  })
  parser.on('opentag', (tag) => {
    elements += 1
    if (open.length === deepest) refuse(`elements are nested more than ${deepest} deep`)
    if (elements > mostElements) refuse(`there are more than ${mostElements} elements`)
    const element = new Element(tag)
    open.at(-1)?.append(element)
    root ??= element
    open.push(element)
  })
  parser.on('closetag', () => open.pop())
  parser.on('text', append)
  parser.on('cdata', append)
  try {
    parser.write(text.trim()).close()
  } catch (error) {
    throw error instanceof XmlSyntaxError ? error : new XmlSyntaxError(messageOf(error), { cause: error })
  }
  return root ?? refuse('there is no root element')
}

/** Child elements in order; only those of a namespace and local name when these are given. */
export function childrenOf(parent: Element, namespace?: string, name?: string): Element[] {
  return parent.children.filter(
    (child) =>
      (namespace === undefined || child.namespaceURI === namespace) && (name === undefined || child.localName === name),
  )
}

/** The first child element of that namespace and local name. */
export function childOf(parent: Element, namespace: string, name: string): Element | undefined {
  return parent.children.find((child) => child.localName === name && child.namespaceURI === namespace)
}

/** The descendant that a path of local names leads to, all in one namespace. */
export function descendantOf(parent: Element, namespace: string, ...path: readonly string[]): Element | undefined {
  let current: Element | undefined = parent
  for (const name of path) current = current && childOf(current, namespace, name)
  return current
}

/** Text within an element without white space around it; undefined for an absent or empty one. */
export function textOf(element: Element | undefined): string | undefined {
  const text = element?.textContent.trim()
  return text === '' ? undefined : text
}

/** An attribute without namespace; undefined when it is absent. */
export function attributeOf(element: Element, name: string): string | undefined {
  return element.getAttribute(name) ?? undefined
}
