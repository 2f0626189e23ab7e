// Remote PowerShell (reference/exchange-protocols.md section 2.9): WS-Management answers Identify, and shells are created
// and deleted. What runs in a shell, the PowerShell Remoting Protocol, is not spoken.

import { randomUUID } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { UserPlan } from '../../topology/lab-plan.ts'
import { decodeText } from '../xml/document.ts'
import { type Markup, markup } from '../xml/markup.ts'
import { headerConstraint } from './header-constraint.ts'
import { Shells } from './powershell/shells.ts'
import {
  addressingNamespace,
  identityNamespace,
  readWsMan,
  shellNamespace,
  soapNamespace,
  transferNamespace,
  type WsManRequest,
  wsManFault,
  wsManReply,
  wsmanNamespace,
} from './powershell/wsman.ts'
import { bodyOf, readBodies } from './raw-body.ts'
import type { VdirContext, VdirModule } from './types.ts'

/** MaxEnvelopeSizekb of WinRM, bytes. */
const bodyLimit = 512_000

const exchangeResource = 'http://schemas.microsoft.com/powershell/Microsoft.Exchange'

interface Outcome {
  readonly status: 200 | 500
  readonly action: string
  readonly body: Markup
}

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
    const shells = new Shells()
    for (const path of ['/powershell', '/powershell/']) {
      app.post(path, (request, reply) => answer(request, reply, context, shells))
    }
  },
}

function answer(request: FastifyRequest, reply: FastifyReply, context: VdirContext, shells: Shells): FastifyReply {
  const user = context.identityOf(request)
  if (user === undefined) return reply.code(401).send()
  if (!/^application\/soap\+xml\b/i.test(request.headers['content-type'] ?? '')) return reply.code(415).send()
  const asked = readWsMan(decodeText(bodyOf(request)))
  if (asked === undefined) return reply.code(400).send()
  reply.type('application/soap+xml;charset=UTF-8')
  if (asked.body?.namespaceURI === identityNamespace && asked.body.localName === 'Identify')
    return reply.send(identity())

  const { status, action, body } = run(asked, user, shells, context.originOf(request).host)
  return reply
    .code(status)
    .send(wsManReply({ action, relatesTo: asked.messageId, messageId: randomUUID().toUpperCase(), body }))
}

function isIdentify(asked: WsManRequest | undefined): boolean {
  return asked?.body?.namespaceURI === identityNamespace && asked.body.localName === 'Identify'
}

function run(asked: WsManRequest, user: UserPlan, shells: Shells, host: string): Outcome {
  const { action, resourceUri, shellId } = asked
  if (action === `${transferNamespace}/Create`) {
    if (resourceUri !== exchangeResource) {
      return fault('w:InvalidResourceURI', `The resource URI ${resourceUri ?? '(none)'} is not that of Exchange.`)
    }
    return { status: 200, action: `${action}Response`, body: created(shells.open(user), user, host) }
  }
  if (action === `${transferNamespace}/Delete`) {
    if (shells.close(shellId, user)) return { status: 200, action: `${action}Response`, body: markup`` }
    return fault(
      'w:InvalidSelectors',
      'The shell was not found on the server; it may have ended, or live on another server.',
    )
  }
  return fault('a:ActionNotSupported', `The action ${action ?? '(none)'} is not supported.`)
}

function fault(subcode: string, text: string): Outcome {
  return { status: 500, action: `${addressingNamespace}/fault`, body: wsManFault(subcode, text) }
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

function created(shellId: string, user: UserPlan, host: string): Markup {
  return markup`<x:ResourceCreated xmlns:x="${transferNamespace}"><a:Address>https://${
    host
  }/PowerShell/</a:Address><a:ReferenceParameters><w:ResourceURI>${
    exchangeResource
  }</w:ResourceURI><w:SelectorSet><w:Selector Name="ShellId">${
    shellId
  }</w:Selector></w:SelectorSet></a:ReferenceParameters></x:ResourceCreated><rsp:Shell xmlns:rsp="${
    shellNamespace
  }"><rsp:ShellId>${shellId}</rsp:ShellId><rsp:ResourceUri>${exchangeResource}</rsp:ResourceUri><rsp:Owner>${
    user.domain
  }\\${user.user}</rsp:Owner><rsp:InputStreams>stdin pr</rsp:InputStreams><rsp:OutputStreams>stdout</rsp:OutputStreams></rsp:Shell>`
}
