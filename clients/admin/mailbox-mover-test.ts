// What Test-MigrationServerAvailability does before a remote move: can MRSProxy be reached, and what does it say?
// (reference exchange-protocols.md 2.10; seed 003)
//
//   POST /EWS/mrsproxy.svc ──▶ 401 Negotiate, NTLM ──▶ Type 1, Type 2, Type 3 ──▶ version of the service
//
// The contract of the real service is not public; what is asked is the stand-in of protocols/mrs.

import * as z from 'zod'
import { defineAction } from '../define-action.ts'
import { callMrs, MrsCallError } from '../mrs/service.ts'
import { serviceUrl } from '../options.ts'
import { textOf } from '../xml.ts'
import { moverFailure } from './mover-failure.ts'

export const mailboxMoverTest = defineAction({
  name: 'mailbox-mover.test',
  about:
    'The mailbox replication service of another organisation asks whether MRSProxy can be used for a remote move, as Test-MigrationServerAvailability does. Facts: result (Success, Failed), server, version, maxConnections; message, errorDetail, schemes when it fails.',
  options: z.strictObject({
    url: serviceUrl('/EWS/mrsproxy.svc'),
    auth: z
      .enum(['ntlm', 'negotiate'])
      .default('negotiate')
      .describe('how to log on: ntlm, or negotiate (NTLM inside SPNEGO), as the real one does'),
  }),
  async act(run, { url, auth }) {
    const endpoint = { url, auth }
    try {
      const { element } = await callMrs(run, endpoint, 'ExchangeVersionInformation')
      const server = textOf(element, 'Server') ?? ''
      const version = textOf(element, 'Version') ?? ''
      const maxConnections = Number(textOf(element, 'MaxConnections') ?? 0)
      return run.ok(`MRSProxy on ${server} (${version}) can be used for moves through ${url.host}.`, {
        result: 'Success',
        server,
        version,
        maxConnections,
      })
    } catch (error) {
      if (!(error instanceof MrsCallError)) throw error
      return moverFailure(run, endpoint, error, { result: 'Failed' })
    }
  },
})
