// Services.wsdl and its schemas: what toolkits for SOAP (node-ews, zeep, svcutil) make their clients from.

import type { Element } from '@xmldom/xmldom'
import t from 'tap'
import { ewsOperations } from '../../../../mock-exchange/vdirs/ews/operations/index.ts'
import { ews } from '../../../../mock-exchange/vdirs/ews.ts'
import { readDom } from '../../../helpers/dom.ts'
import { alice, basic, startHost } from '../host.ts'

t.test('the WSDL has every operation, and all that it and its schemas refer to is there', async (t) => {
  const host = await startHost(t, [ews])
  const get = (path: string) => fetch(host.url + path, { headers: { authorization: basic(alice) } })
  const read = async (name: string): Promise<Element> => {
    const response = await get(`/ews/${name}`)
    t.same([response.status, response.headers.get('content-type')], [200, 'text/xml'], name)
    return readDom(await response.text())
  }
  const wsdl = await read('services.wsdl')
  const messages = await read('messages.xsd')
  const types = await read('types.xsd')
  const all = (root: Element, element: string, attribute: string): string[] =>
    [...root.getElementsByTagName(element)].flatMap((one) => one.getAttribute(attribute) ?? [])
  const named = (root: Element, element: string, prefix: string): string[] =>
    [...root.getElementsByTagName(element)]
      .filter((one) => one.parentNode === root)
      .map((one) => `${prefix}:${one.getAttribute('name')}`)

  const known = new Set([...named(messages, 'xs:complexType', 'm'), ...named(types, 'xs:complexType', 't')])
  t.equal(known.size, named(messages, 'xs:complexType', 'm').length + named(types, 'xs:complexType', 't').length)
  const used = [messages, types].flatMap((root) => [
    ...all(root, 'xs:element', 'type'),
    ...all(root, 'xs:attribute', 'type'),
  ])
  t.same(
    used.filter((type) => !type.startsWith('xs:') && !known.has(type)),
    [],
    'types',
  )
  const elements = new Set([...named(messages, 'xs:element', 'tns'), ...named(types, 'xs:element', 't')])
  const referred = [...all(wsdl, 'wsdl:part', 'element'), ...all(messages, 'xs:element', 'ref')]
  t.same(
    referred.filter((element) => element !== '' && !elements.has(element)),
    [],
    'elements',
  )
  for (const name of ewsOperations.keys()) t.ok(elements.has(`tns:${name}`), name)
  t.equal(wsdl.getElementsByTagName('wsdl:service').length, 0, 'as with Exchange: clients put in the address')
})
