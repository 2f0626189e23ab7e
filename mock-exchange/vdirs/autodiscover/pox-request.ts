// Requests in plain old XML (reference/exchange-protocols.md section 2.4).

import { childOf, type Element, parseXml, textOf, XmlSyntaxError } from '../../xml/document.ts'

const schemas = 'http://schemas.microsoft.com/exchange/autodiscover'
const requestNamespaces = [`${schemas}/outlook/requestschema/2006`, `${schemas}/mobilesync/requestschema/2006`]

export interface PoxRequest {
  /** SMTP address; undefined when the request names its user by `legacyDn`. */
  readonly address: string | undefined
  readonly legacyDn: string | undefined
  /** Schema of the answer that the client can read. */
  readonly responseSchema: string
}

/** Reads a request; undefined for anything that is none, which is answered with error 600. */
export function readPoxRequest(text: string): PoxRequest | undefined {
  const root = parse(text)
  const namespace = requestNamespaces.find((known) => known === root?.namespaceURI)
  if (root === undefined || namespace === undefined || root.localName !== 'Autodiscover') return undefined
  const request = childOf(root, namespace, 'Request')
  const value = (name: string): string | undefined => textOf(request && childOf(request, namespace, name))
  const responseSchema = value('AcceptableResponseSchema')
  const address = value('EMailAddress')
  const legacyDn = value('LegacyDN')
  if (responseSchema === undefined || (address === undefined && legacyDn === undefined)) return undefined
  return { address, legacyDn, responseSchema }
}

/** Characters of a request that are read as XML; a request takes a thousand. */
const longest = 262_144

function parse(text: string): Element | undefined {
  if (text.length > longest) return undefined
  try {
    return parseXml(text)
  } catch (error) {
    if (error instanceof XmlSyntaxError) return undefined
    throw error
  }
}
