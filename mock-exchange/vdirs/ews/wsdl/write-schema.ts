// XML Schema from a shorthand, one type a line: `Name @Attribute child:Type many:Type* …`. A type is one of `primitives`, or
// another of the types namespace; a child without a type is a string, one that repeats has a star. `t.Name` is a child that
// is an element of the types namespace by itself. `choice` after the name
// lets the children come in any order, `text` makes the content a text. Whether a child must be there is not said.

import { lookupTable } from '../../../../base/lookup-table.ts'
import { Markup, markup } from '../../../xml/markup.ts'

const primitives = lookupTable<string>({
  string: 'xs:string',
  int: 'xs:int',
  boolean: 'xs:boolean',
  dateTime: 'xs:dateTime',
  base64: 'xs:base64Binary',
  any: 'xs:anyType',
})

/** One child of a type. */
export interface Child {
  readonly name: string
  readonly type: string
  readonly many?: boolean
}

/** A type of the schema. */
export interface SchemaType {
  readonly name: string
  readonly kind: 'sequence' | 'choice' | 'text'
  readonly attributes: readonly Child[]
  readonly children: readonly Child[]
}

/** Types of a shorthand. */
export function readTypes(shorthand: string): SchemaType[] {
  const lines = shorthand.split('\n').map((line) => line.trim())
  return lines.filter(Boolean).map((line) => {
    const [name = '', ...words] = line.split(/\s+/)
    const kind = words[0] === 'choice' || words[0] === 'text' ? words[0] : 'sequence'
    const parts = words.filter((word) => word !== kind)
    const attributes = parts.filter((part) => part.startsWith('@')).map((part) => readChild(part.slice(1)))
    return { name, kind, attributes, children: parts.filter((part) => !part.startsWith('@')).map(readChild) }
  })
}

function readChild(word: string): Child {
  const [name = '', type = 'string'] = word.replace('*', '').split(':')
  return { name, type, many: word.endsWith('*') }
}

/** `xs:complexType` of a type. */
export function typeElement({ name, kind, attributes, children }: SchemaType): Markup {
  const more = attributes.map((one) => markup`<xs:attribute name="${one.name}" type="${typeName(one.type)}"/>`)
  if (kind === 'text') {
    return markup`<xs:complexType name="${name}Type"><xs:simpleContent><xs:extension base="xs:string">${more}</xs:extension></xs:simpleContent></xs:complexType>`
  }
  const elements = children.map(elementOf)
  const content =
    kind === 'choice'
      ? markup`<xs:choice minOccurs="0" maxOccurs="unbounded">${elements}</xs:choice>`
      : markup`<xs:sequence>${elements}</xs:sequence>`
  return markup`<xs:complexType name="${name}Type">${content}${more}</xs:complexType>`
}

function elementOf({ name, type, many }: Child): Markup {
  const times = many ? markup` maxOccurs="unbounded"` : undefined
  if (name.startsWith('t.')) return markup`<xs:element ref="t:${name.slice(2)}" minOccurs="0"/>`
  return markup`<xs:element name="${name}" type="${typeName(type)}" minOccurs="0"${times}/>`
}

/** The name by which a type of the shorthand is known in both schemas. */
export function typeName(type: string): string {
  return primitives[type] ?? `t:${type}Type`
}

/** A schema document. @param content all that is in it */
export function schemaDocument(
  namespace: string,
  namespaces: Readonly<Record<string, string>>,
  content: Markup,
): string {
  const declared = Object.entries(namespaces).map(([prefix, uri]) => ` xmlns:${prefix}="${uri}"`)
  return `<?xml version="1.0" encoding="utf-8"?>\n${markup`<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"${new Markup(declared.join(''))} targetNamespace="${namespace}" elementFormDefault="qualified" version="Exchange2013_SP1">${content}</xs:schema>`}`
}
