// Services.wsdl, messages.xsd and types.xsd, from which toolkits for SOAP make their clients. They describe what this mock
// carries out: requests in full, answers as far as their response messages go. Like Exchange's own, the WSDL has no service
// element: every client puts in the address that it knows.

import { markup } from '../../../xml/markup.ts'
import { messagesNamespace, typesNamespace } from '../namespaces.ts'
import { ewsOperations } from '../operations/index.ts'
import { itemTypes } from './item-types.ts'
import { requestTypes } from './request-types.ts'
import { sharedTypes } from './shared-types.ts'
import { readTypes, schemaDocument, typeElement, typeName } from './write-schema.ts'

const namespaces = { t: typesNamespace, m: messagesNamespace }
/** Elements of the types namespace that stand by themselves, with their types: headers of SOAP, and parts of requests. */
const elements = {
  RequestServerVersion: 'RequestServerVersion',
  ServerVersionInfo: 'ServerVersionInfo',
  ExchangeImpersonation: 'ExchangeImpersonation',
  TimeZoneContext: 'TimeZoneContext',
  TimeZone: 'SerializableTimeZone',
  FreeBusyViewOptions: 'FreeBusyViewOptions',
  SuggestionsViewOptions: 'SuggestionsViewOptions',
  Mailbox: 'Address',
  UserOofSettings: 'OofSettings',
}
const importTypes = markup`<xs:import namespace="${typesNamespace}" schemaLocation="types.xsd"/>`

/** types.xsd */
export function typesSchema(): string {
  const types = [...readTypes(sharedTypes), ...itemTypes()].map(typeElement)
  const alone = Object.entries(elements).map(
    ([name, type]) => markup`<xs:element name="${name}" type="${typeName(type)}"/>`,
  )
  const culture = markup`<xs:element name="MailboxCulture" type="xs:language"/>`
  return schemaDocument(typesNamespace, namespaces, markup`${alone}${culture}${types}`)
}

/** messages.xsd */
export function messagesSchema(): string {
  const requests = readTypes(requestTypes).filter(({ name }) => ewsOperations.has(name))
  const anything = markup`<xs:any namespace="##any" processContents="lax" minOccurs="0" maxOccurs="unbounded"/>`
  const response = markup`<xs:complexType name="ResponseType"><xs:sequence>${anything}</xs:sequence><xs:attribute name="ResponseClass" type="xs:string"/></xs:complexType>`
  const elements = requests.map(
    (request) =>
      markup`<xs:element name="${request.name}" type="m:${request.name}Type"/><xs:element name="${responseOf(request.name)}" type="m:ResponseType"/>`,
  )
  const types = requests.map(typeElement)
  return schemaDocument(messagesNamespace, namespaces, markup`${importTypes}${response}${types}${elements}`)
}

function responseOf(request: string): string {
  const { answersAs = request, answersIn = `${answersAs}Response` } = ewsOperations.get(request) ?? {}
  return answersIn
}

/** Services.wsdl */
export function servicesWsdl(): string {
  const operations = readTypes(requestTypes)
    .filter(({ name }) => ewsOperations.has(name))
    .map(({ name }) => ({ element: name, name: name.replace(/Request$/, '') }))
  const part = (name: string, element: string) => markup`<wsdl:part name="${name}" element="${element}"/>`
  const messages = operations.map(
    ({ name, element }) =>
      markup`<wsdl:message name="${name}SoapIn">${part('request', `tns:${element}`)}${part('Impersonation', 't:ExchangeImpersonation')}${part('MailboxCulture', 't:MailboxCulture')}${part('RequestVersion', 't:RequestServerVersion')}${part('TimeZoneContext', 't:TimeZoneContext')}</wsdl:message><wsdl:message name="${name}SoapOut">${part(`${name}Result`, `tns:${responseOf(element)}`)}${part('ServerVersion', 't:ServerVersionInfo')}</wsdl:message>`,
  )
  const ports = operations.map(
    ({ name }) =>
      markup`<wsdl:operation name="${name}"><wsdl:input message="tns:${name}SoapIn"/><wsdl:output message="tns:${name}SoapOut"/></wsdl:operation>`,
  )
  const header = (message: string, name: string) =>
    markup`<soap:header message="tns:${message}" part="${name}" use="literal"/>`
  const bindings = operations.map(({ name }) => {
    const sent = ['Impersonation', 'MailboxCulture', 'RequestVersion', 'TimeZoneContext']
    const input = markup`<wsdl:input>${sent.map((one) => header(`${name}SoapIn`, one))}<soap:body parts="request" use="literal"/></wsdl:input>`
    const output = markup`<wsdl:output><soap:body parts="${name}Result" use="literal"/>${header(`${name}SoapOut`, 'ServerVersion')}</wsdl:output>`
    return markup`<wsdl:operation name="${name}"><soap:operation soapAction="${messagesNamespace}/${name}"/>${input}${output}</wsdl:operation>`
  })
  const types = markup`<wsdl:types><xs:schema><xs:import namespace="${messagesNamespace}" schemaLocation="messages.xsd"/></xs:schema></wsdl:types>`
  const portType = markup`<wsdl:portType name="ExchangeServicePortType">${ports}</wsdl:portType>`
  const binding = markup`<wsdl:binding name="ExchangeServiceBinding" type="tns:ExchangeServicePortType"><soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>${bindings}</wsdl:binding>`
  return `<?xml version="1.0" encoding="utf-8"?>\n${markup`<wsdl:definitions xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:tns="${messagesNamespace}" xmlns:t="${typesNamespace}" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" targetNamespace="${messagesNamespace}">${types}${messages}${portType}${binding}</wsdl:definitions>`}`
}
