import type { Element } from '@xmldom/xmldom'
import { readDom } from '../../../helpers/dom.ts'
import { alice, basic, type Host } from '../host.ts'

const soap = 'http://schemas.xmlsoap.org/soap/envelope/'
const messages = 'http://schemas.microsoft.com/exchange/services/2006/messages'
const types = 'http://schemas.microsoft.com/exchange/services/2006/types'

/** An envelope around the operation; `m:` and `t:` are bound. */
export function envelope(operation: string, version?: string): string {
  const header = version && `<t:RequestServerVersion Version="${version}"/>`
  return `<?xml version="1.0"?><soap:Envelope xmlns:soap="${soap}" xmlns:m="${messages}" xmlns:t="${types}"><soap:Header>${
    header ?? ''
  }</soap:Header><soap:Body>${operation}</soap:Body></soap:Envelope>`
}

export interface Answer {
  readonly status: number
  readonly text: string
  readonly root: Element
  /** Texts of all elements of that local name, in order. */
  all(name: string): (string | null)[]
  /** The first element of that local name. */
  first(name: string): Element | undefined
}

export async function post(host: Host, body: string, as = alice, path = '/EWS/Exchange.asmx'): Promise<Answer> {
  const response = await fetch(host.url + path, {
    method: 'POST',
    headers: { 'content-type': 'text/xml; charset=utf-8', authorization: basic(as) },
    body,
  })
  const text = await response.text()
  const root = readDom(text || '<empty/>')
  const named = (name: string): Element[] => [...root.getElementsByTagNameNS('*', name)]
  return {
    status: response.status,
    text,
    root,
    all: (name) => named(name).map((element) => element.textContent),
    first: (name) => named(name)[0],
  }
}
