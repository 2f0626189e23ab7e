import type { Element } from '@xmldom/xmldom'
import { readDom } from '../../../helpers/dom.ts'
import { alice, basic, type Host } from '../host.ts'

export const schemas = 'http://schemas.microsoft.com/exchange/autodiscover'
export const outlookSchema = `${schemas}/outlook/responseschema/2006a`

export function request(user: string, schema = outlookSchema, kind = 'outlook'): string {
  return `<?xml version="1.0" encoding="utf-8"?><Autodiscover xmlns="${schemas}/${kind}/requestschema/2006"><Request>${user}<AcceptableResponseSchema>${schema}</AcceptableResponseSchema></Request></Autodiscover>`
}

export const byAddress = (address: string): string => `<EMailAddress>${address}</EMailAddress>`

export interface PoxAnswer {
  readonly status: number
  readonly headers: Headers
  readonly root: Element
  /** Text of the first element of that local name. */
  text(name: string): string | undefined
  /** The block of that type, in either form: as an element or as an attribute. */
  protocol(type: string): Element | undefined
}

export async function post(host: Host, body: string, headers: Record<string, string> = {}): Promise<PoxAnswer> {
  const response = await fetch(`${host.url}/Autodiscover/Autodiscover.xml`, {
    method: 'POST',
    headers: { authorization: basic(alice), 'content-type': 'text/xml', ...headers },
    body,
  })
  const root = readDom(await response.text())
  const all = (name: string): Element[] => [...root.getElementsByTagNameNS('*', name)]
  return {
    status: response.status,
    headers: response.headers,
    root,
    text: (name) => all(name)[0]?.textContent ?? undefined,
    protocol: (type) =>
      all('Protocol').find(
        (protocol) => protocol.getAttribute('Type') === type || protocol.firstChild?.textContent === type,
      ),
  }
}

/** Text of the first descendant with that local name. */
export function textIn(element: Element | undefined, name: string): string | undefined {
  return element && ([...element.getElementsByTagNameNS('*', name)][0]?.textContent ?? undefined)
}
