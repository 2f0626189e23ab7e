// The paths for federated partners: /EWS/Exchange.asmx/wssecurity and /autodiscover/autodiscover.svc/wssecurity. They ask
// for no log-on by HTTP, as the caller proves itself by a token in the SOAP header (WS-Security 1.1, SAML); the proxy in
// front must let them through untouched. The lab has no federation, so that no token is ever accepted.

import type { FastifyInstance } from 'fastify'
import type { AuthenticationMethod } from '../../topology/schema/exchange.ts'
import { childOf, decodeText, parseXml, XmlSyntaxError } from '../xml/document.ts'
import { markup } from '../xml/markup.ts'
import { bodyOf } from './raw-body.ts'

const soap11 = 'http://schemas.xmlsoap.org/soap/envelope/'
const securityExtension = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd'

const suffix = '/wssecurity'

/**
 * Whether a path (lower case, no query) may be reached without a log-on: only while the vdir offers anonymous access, which
 * in IIS is what leaves the question to Exchange.
 */
export function isWsSecurity(path: string, inEffect: readonly AuthenticationMethod[]): boolean {
  return path.endsWith(suffix) && inEffect.includes('anonymous')
}

/** Adds the path below a service. Bodies must be read by the scope already. @param service such as `/ews/exchange.asmx` */
export function wsSecurityRoute(app: FastifyInstance, service: string): void {
  app.post(`${service}${suffix}`, (request, reply) => {
    if (!/^text\/xml\b/i.test(request.headers['content-type'] ?? '')) return reply.code(415).send()
    if (!isEnvelope(decodeText(bodyOf(request)))) return reply.code(400).send()
    return reply.code(500).type('text/xml; charset=utf-8').send(invalidSecurity)
  })
}

function isEnvelope(text: string): boolean {
  try {
    const root = parseXml(text)
    return root.namespaceURI === soap11 && root.localName === 'Envelope' && childOf(root, soap11, 'Body') !== undefined
  } catch (error) {
    if (error instanceof XmlSyntaxError) return false
    throw error
  }
}

/** WCF's fault for a security header that is missing, and for one that it cannot verify. */
const invalidSecurity = markup`<s:Envelope xmlns:s="${soap11}"><s:Body><s:Fault><faultcode xmlns:a="${
  securityExtension
}">a:InvalidSecurity</faultcode><faultstring xml:lang="en-US">An error occurred when verifying security for the message.</faultstring></s:Fault></s:Body></s:Envelope>`
  .text
