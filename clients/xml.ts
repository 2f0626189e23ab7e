// XML of answers, read by local name: servers choose their prefixes freely, and some misspell a namespace.

import { DOMParser, type Element, MIME_TYPE, type Node, onWarningStopParsing } from '@xmldom/xmldom'
import { CauseError } from '../base/failure-cause.ts'

export type { Element }

/** The root element. @throws CauseError bad-response when it is not well-formed; `what` names the answer. */
export function parseXml(text: Uint8Array, what: string): Element {
  let reason = 'there is no root element'
  try {
    const source = new TextDecoder('utf-8').decode(text).trim()
    const document = new DOMParser({ locator: false, onError: onWarningStopParsing }).parseFromString(
      source,
      MIME_TYPE.XML_TEXT,
    )
    if (document.documentElement !== null) return document.documentElement
  } catch (error) {
    reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
  }
  throw new CauseError('bad-response', `${what} is not the XML that was due: ${reason}.`)
}

const isElement = (node: Node): node is Element => node.nodeType === node.ELEMENT_NODE

/** Child elements with that local name. */
export function childrenNamed(parent: Element, name: string): Element[] {
  return [...parent.childNodes].filter(isElement).filter(({ localName }) => localName === name)
}

/** All elements below, at any depth, with that local name, in document order. */
function allNamed(parent: Element, name: string): Element[] {
  return [...parent.getElementsByTagNameNS('*', name)]
}

/** The first element below, at any depth, with that local name. */
export function firstNamed(parent: Element, name: string): Element | undefined {
  return allNamed(parent, name)[0]
}

/** The text of the first element below with that local name; undefined without one. */
export function textOf(parent: Element, name: string): string | undefined {
  return firstNamed(parent, name)?.textContent?.trim()
}
