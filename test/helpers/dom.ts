import { DOMParser, type Element, MIME_TYPE } from '@xmldom/xmldom'

/** The root element of an answer, read by another parser than the mock's own. */
export function readDom(text: string): Element {
  const root = new DOMParser().parseFromString(text, MIME_TYPE.XML_TEXT).documentElement
  if (root === null) throw new TypeError('there is no root element')
  return root
}
