// MRSProxy, where remote mailbox moves come in: /EWS/mrsproxy.svc (reference/exchange-protocols.md section 2.10).
//
//   front end: Windows authentication only ─▶ TLS as the client came? ─▶ enabled on this server? ─▶ back end: the service
//
// What the service says is a stand-in shape: the contract of the real one is not public, so a query for its version is
// answered in plain SOAP 1.2 with a namespace of our own. Who may reach it, how, and what is refused, is as documented.

import type { FastifyInstance, FastifyRequest } from 'fastify'
import { childOf, decodeText, type Element, parseXml, XmlSyntaxError } from '../xml/document.ts'
import { markup } from '../xml/markup.ts'
import { buildText, versionOf } from './exchange-version.ts'
import { bodyOf } from './raw-body.ts'
import type { VdirContext, VdirModule } from './types.ts'

const path = '/ews/mrsproxy.svc'
const soap12 = 'http://www.w3.org/2003/05/soap-envelope'
const standIn = 'urn:bridgehead:mrsproxy:stand-in'

/**
 * Status for a request that came without TLS once EWS no longer requires SSL. The service has a binding for https only,
 * and WCF then knows no endpoint: 404 [recalled, not verified; reference section 2.10].
 */
const statusWithoutTls = 404

/** What MRSProxy does at the functions of the EWS directory; requests to other paths are left alone. */
export const mrsProxy = {
  offers(requested, inEffect) {
    return requested === path ? inEffect.filter((method) => method === 'windows') : inEffect
  },

  /** Off by default and then 403 (KB3063913); a proxy that offloads TLS is never served (seed 001). */
  refuse(request, context) {
    if (!isMrsProxy(request)) return undefined
    if (context.originOf(request).scheme === 'http') return { status: statusWithoutTls }
    return context.settings('EWS').mrsProxyEnabled ? undefined : { status: 403 }
  },

  backEnd(app: FastifyInstance, context: VdirContext) {
    app.get(path, (_request, reply) => reply.type('text/html; charset=utf-8').send(servicePage(context.plan.fqdn)))
    app.post(path, (request, reply) => {
      if (!/^application\/soap\+xml\b/i.test(request.headers['content-type'] ?? '')) return reply.code(415).send()
      reply.type('application/soap+xml; charset=utf-8')
      const query = readQuery(decodeText(bodyOf(request)))
      if (query !== undefined) return reply.send(versionAnswer(context))
      return reply.code(500).send(notUnderstood())
    })
  },
} as const satisfies Required<Pick<VdirModule, 'offers' | 'refuse' | 'backEnd'>>

function isMrsProxy(request: FastifyRequest): boolean {
  return request.url.split('?', 1)[0] === path
}

/** The element `ExchangeVersionInformation` that asks for version and capabilities; undefined for any other body. */
function readQuery(text: string): Element | undefined {
  try {
    const envelope = parseXml(text)
    const body = childOf(envelope, soap12, 'Body')
    return envelope.localName === 'Envelope' && body ? childOf(body, standIn, 'ExchangeVersionInformation') : undefined
  } catch (error) {
    if (error instanceof XmlSyntaxError) return undefined
    throw error
  }
}

function versionAnswer({ plan }: VdirContext): string {
  const version = markup`<Server>${plan.fqdn}</Server><Version>${buildText(versionOf(plan).build)}</Version>`
  return envelope(
    markup`<ExchangeVersionInformationResponse xmlns="${standIn}">${version}<MaxConnections>100</MaxConnections></ExchangeVersionInformationResponse>`
      .text,
  )
}

function notUnderstood(): string {
  const reason = 'The message does not ask for ExchangeVersionInformation.'
  return envelope(
    markup`<s:Fault><s:Code><s:Value>s:Sender</s:Value></s:Code><s:Reason><s:Text xml:lang="en-US">${reason}</s:Text></s:Reason></s:Fault>`
      .text,
  )
}

function envelope(body: string): string {
  return `<s:Envelope xmlns:s="${soap12}"><s:Body>${body}</s:Body></s:Envelope>`
}

function servicePage(fqdn: string): string {
  return markup`<HTML><HEAD><TITLE>MRSProxy Service</TITLE></HEAD><BODY><P>MRSProxy Service on ${fqdn}</P></BODY></HTML>`
    .text
}
