// Remote PowerShell (reference/exchange-protocols.md section 2.9): WS-Management answers Identify, and shells are created
// and deleted. What runs in a shell, the PowerShell Remoting Protocol, is not spoken.

import { randomUUID } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { decodeText } from '../xml/document.ts'
import { markup } from '../xml/markup.ts'
import { headerConstraint } from './header-constraint.ts'
import { wsManFaults } from './powershell/faults.ts'
import { operate } from './powershell/operations.ts'
import { Shells } from './powershell/shells.ts'
import {
  identityNamespace,
  readWsMan,
  soapNamespace,
  type WsManRequest,
  wsManReply,
  wsmanNamespace,
} from './powershell/wsman.ts'
import { bodyOf, readBodies } from './raw-body.ts'
import type { VdirContext, VdirModule } from './types.ts'

/** MaxEnvelopeSizekb of WinRM, bytes. */
const maxEnvelope = 512_000

/** What is read of a request at all: enough to answer an envelope that is too large with the fault that is due. */
const bodyLimit = 4 * maxEnvelope

/**
 * Header with which a client asks WinRM to identify itself before any log-on ([MS-WSMV] 3.1.4.1.1; that the front end of
 * Exchange does so too is recalled, not verified).
 */
const anonymousIdentify = { header: 'wsmanidentify', value: 'unauthenticated' } as const

export const powerShell: VdirModule = {
  name: 'PowerShell',
  frontEnd(app) {
    readBodies(app, bodyLimit)
    app.addConstraintStrategy(headerConstraint(anonymousIdentify.header))
    for (const url of ['/powershell', '/powershell/']) {
      app.route({
        method: 'POST',
        url,
        constraints: { [anonymousIdentify.header]: anonymousIdentify.value },
        handler: (request, reply) =>
          isIdentify(readWsMan(decodeText(bodyOf(request))))
            ? reply.type('application/soap+xml;charset=UTF-8').send(identity())
            : reply.code(401).send(),
      })
    }
  },
  backEnd(app, context) {
    readBodies(app, bodyLimit)
    const shellsNow = shellsOf(context)
    for (const path of ['/powershell', '/powershell/']) {
      app.post(path, (request, reply) => answer(request, reply, context, shellsNow()))
    }
  },
}

/** The shells of the pool's present worker process: they end with it. */
function shellsOf(context: VdirContext): () => Shells {
  const shells = new Shells(context.clock)
  let worker: AbortSignal | undefined
  return () => {
    const signal = context.signalOf('PowerShell')
    if (signal !== worker) signal.addEventListener('abort', () => shells.closeAll(), { once: true })
    worker = signal
    return shells
  }
}

function answer(request: FastifyRequest, reply: FastifyReply, context: VdirContext, shells: Shells): FastifyReply {
  const user = context.identityOf(request)
  if (user === undefined) return reply.code(401).send()
  if (!/^application\/soap\+xml\b/i.test(request.headers['content-type'] ?? '')) return reply.code(415).send()
  const tooLarge = bodyOf(request).length > maxEnvelope
  const asked = tooLarge ? undefined : readWsMan(decodeText(bodyOf(request)))
  if (asked === undefined && !tooLarge) return reply.code(400).send()
  reply.type('application/soap+xml;charset=UTF-8')
  if (isIdentify(asked)) return reply.send(identity())

  const { host } = context.originOf(request)
  const outcome =
    asked === undefined ? wsManFaults.envelopeTooLarge(maxEnvelope) : operate(asked, { user, shells, host })
  const { status, ...rest } = outcome
  const messageId = randomUUID().toUpperCase()
  return reply.code(status).send(wsManReply({ ...rest, relatesTo: asked?.messageId, messageId }))
}

function isIdentify(asked: WsManRequest | undefined): boolean {
  return asked?.body?.namespaceURI === identityNamespace && asked.body.localName === 'Identify'
}

/** What WinRM 3.0 of Windows Server 2012 R2 says of itself. */
function identity(): string {
  return markup`<s:Envelope xml:lang="en-US" xmlns:s="${soapNamespace}"><s:Header/><s:Body><wsmid:IdentifyResponse xmlns:wsmid="${
    identityNamespace
  }"><wsmid:ProtocolVersion>${
    wsmanNamespace
  }</wsmid:ProtocolVersion><wsmid:ProductVendor>Microsoft Corporation</wsmid:ProductVendor><wsmid:ProductVersion>OS: 6.3.9600 SP: 0.0 Stack: 3.0</wsmid:ProductVersion></wsmid:IdentifyResponse></s:Body></s:Envelope>`
    .text
}
