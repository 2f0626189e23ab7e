// Autodiscover: where clients find all other services (reference/exchange-protocols.md section 2.4).
//
//   /autodiscover/autodiscover.xml   plain old XML, a provider per response schema
//   /autodiscover/autodiscover.svc   SOAP: GetUserSettings, GetDomainSettings, GetFederationInformation
//   /autodiscover/autodiscover.json  version 2, where the version of Exchange has it

import type { FastifyReply, FastifyRequest } from 'fastify'
import { legacyDnOf } from '../mailbox/legacy-dn.ts'
import { decodeText } from '../xml/document.ts'
import { lookUp } from './autodiscover/account.ts'
import { answerJson, isForged, isJsonPath } from './autodiscover/json.ts'
import { errorResponse, type PoxError, poxDocument } from './autodiscover/pox-provider.ts'
import { poxProviders } from './autodiscover/pox-providers.ts'
import { type PoxRequest, readPoxRequest } from './autodiscover/pox-request.ts'
import { answerSoap } from './autodiscover/soap.ts'
import { versionOf } from './exchange-version.ts'
import { setHeaders } from './headers.ts'
import { bodyOf, readBodies } from './raw-body.ts'
import type { VdirContext, VdirModule } from './types.ts'
import { isWsSecurity, wsSecurityRoute } from './ws-security.ts'

/** IIS's own limit of a body, bytes (reference section 1.3). */
const bodyLimit = 30_000_000

/** Characters of an address that an answer repeats (RFC 5321 section 4.5.3.1: 64 and 255 octets around an @). */
const longestAddress = 320

const services = new Set(['/autodiscover/autodiscover.xml', '/autodiscover/autodiscover.svc'])

/** Both the 401 and the 200 say what else is spoken here, or clients never try SOAP (real-clients.md, finding 10). */
const capabilities = {
  'X-SOAP-Enabled': 'True',
  'X-WSSecurity-Enabled': 'True',
  'X-WSSecurity-For': 'None',
  'X-OAuth-Enabled': 'True',
}

export const autodiscover: VdirModule = {
  name: 'Autodiscover',
  isPublic: (path, inEffect) => isWsSecurity(path, inEffect) || isJsonPath(path),
  refuse: ({ originalUrl }) => (isJsonPath(pathOf(originalUrl)) && isForged(originalUrl) ? { status: 400 } : undefined),
  answerHeaders: (path) => (services.has(path) ? capabilities : {}),
  backEnd(app, context) {
    readBodies(app, bodyLimit)
    app.addHook('onRequest', async (_request, reply) => {
      setHeaders(reply, { 'Cache-Control': 'private' })
    })

    // The well-known test in a browser: reachable, logged on, and error 600, because a GET asks for nothing.
    app.get('/autodiscover/autodiscover.xml', (_request, reply) =>
      reply.type('text/xml; charset=utf-8').send(errorDocument(600, context)),
    )
    app.post('/autodiscover/autodiscover.xml', (request, reply) => {
      const asked = readPoxRequest(decodeText(bodyOf(request)))
      const client = {
        mapiHttp: Number(request.headers['x-mapihttpcapability'] ?? 0) >= 1,
        exHttp: /\bExHttpInfo\b/i.test(String(request.headers['x-clientcanhandle'] ?? '')),
      }
      reply.type('text/xml; charset=utf-8')
      if (asked === undefined) return reply.send(errorDocument(600, context))
      const provider = poxProviders.find(({ schema }) => schema === asked.responseSchema)
      if (provider === undefined) return reply.send(errorDocument(601, context))
      const address = addressOf(asked, context)
      if (address === undefined) return reply.send(errorDocument(603, context))
      const found = lookUp(address, context)
      if (found.kind === 'account') return reply.send(poxDocument(provider.respond(found.account, client)))
      if (found.kind !== 'unknown') return reply.send(poxDocument(provider.redirect(found, address)))
      const unknown = provider.unknown?.(address.slice(0, longestAddress))
      return reply.send(unknown === undefined ? errorDocument(500, context) : poxDocument(unknown))
    })

    wsSecurityRoute(app, '/autodiscover/autodiscover.svc')
    app.get('/autodiscover/autodiscover.svc', (_request, reply) =>
      reply.type('text/html; charset=utf-8').send('<HTML><HEAD><TITLE>Autodiscover Service</TITLE></HEAD></HTML>'),
    )
    app.post('/autodiscover/autodiscover.svc', (request, reply) => {
      if (!/^text\/xml\b/i.test(request.headers['content-type'] ?? '')) return reply.code(415).send()
      const { status, body } = answerSoap(decodeText(bodyOf(request)), context)
      return reply.code(status).type('text/xml; charset=utf-8').send(body)
    })

    if (versionOf(context.plan).autodiscoverJson) {
      const answer = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
        const { status, body, location } = answerJson(request.originalUrl, context)
        if (location !== undefined) setHeaders(reply, { Location: location })
        return reply
          .code(status)
          .type('application/json; charset=utf-8')
          .send(JSON.stringify(body ?? {}))
      }
      app.get('/autodiscover/autodiscover.json', answer)
      app.get('/autodiscover/autodiscover.json/*', answer)
    }
  },
}

const pathOf = (target: string): string => (target.split('?', 1)[0] ?? '').toLowerCase()

/** The address that a request means; undefined for a LegacyDN that nobody has. */
function addressOf({ address, legacyDn }: PoxRequest, { users }: VdirContext): string | undefined {
  if (address !== undefined) return address
  const wanted = legacyDn?.toLowerCase()
  return users.find((user) => legacyDnOf(user).toLowerCase() === wanted)?.mailbox
}

function errorDocument(code: PoxError['code'], { plan, clock }: VdirContext): string {
  // A number that stays the same for a server; Exchange hashes its name as well.
  const id = [...plan.fqdn].reduce((hash, character) => (hash * 31 + character.charCodeAt(0)) % 0x1_0000_0000, 7)
  return poxDocument(errorResponse({ code, at: clock.now(), id }))
}
