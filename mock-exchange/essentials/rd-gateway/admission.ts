import type { FastifyReply, FastifyRequest } from 'fastify'
import type { UserPlan } from '../../../topology/lab-plan.ts'
import { type Accounts, identityName } from '../../auth/accounts.ts'
import { logOn } from '../../auth/log-on.ts'
import type { WindowsLogOn } from '../../auth/windows.ts'
import type { RequestLog } from '../../iis/log.ts'
import { sendEmpty } from '../../iis/pages.ts'
import type { WebApp } from '../../iis/web-app.ts'

/** What the gateway's log-on needs. */
export interface AdmissionOptions {
  readonly web: WebApp
  readonly log: RequestLog
  readonly accounts: Accounts
  readonly windows: WindowsLogOn
}

/** Who is logged on by Windows authentication; undefined when nobody is, and the request has its 401. */
export type Admission = (request: FastifyRequest, reply: FastifyReply) => UserPlan | undefined

/** The gateway's log-on, the same for both of its transports. */
export function createAdmission({ web, log, accounts, windows }: AdmissionOptions): Admission {
  return (request, reply) => {
    const { authorization, host = '' } = request.headers
    const { connection } = web.arrivalOf(request)
    const offered = { offered: ['windows'], kerberos: false, protection: 'None' } as const
    const outcome = logOn({ authorization, connection, ...offered, host }, accounts, windows)
    if (outcome.kind === 'user') {
      for (const [name, value] of Object.entries(outcome.headers)) reply.raw.setHeader(name, value)
      log.notesOf(request.raw).identity = identityName(outcome.user)
      return outcome.user
    }
    Object.assign(log.notesOf(request.raw), { subStatus: outcome.subStatus, detail: outcome.detail })
    reply.hijack()
    reply.raw.setHeader('WWW-Authenticate', [...outcome.challenges])
    sendEmpty(reply.raw, 401)
    return undefined
  }
}
