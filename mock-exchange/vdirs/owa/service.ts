// `service.svc`, which OWA's scripts talk to in JSON: EWS in other clothes, with the canary as a header.

import type { FastifyReply, FastifyRequest } from 'fastify'
import { versionOf } from '../exchange-version.ts'
import { setHeaders } from '../headers.ts'
import { bodyOf } from '../raw-body.ts'
import type { OwaCall } from './call.ts'
import { serviceActions } from './service/index.ts'
import { OwaServiceFault, readServiceRequest } from './service/request.ts'

/** Answers a POST, once the canary has been found right. */
export async function answerService(
  request: FastifyRequest,
  reply: FastifyReply,
  call: OwaCall,
): Promise<FastifyReply> {
  reply.type('application/json; charset=utf-8')
  const named = call.query.get('action') ?? request.headers['action']?.toString() ?? ''
  try {
    const action = serviceActions.get(named)
    if (action === undefined) {
      throw new OwaServiceFault('OwaInvalidRequestException', `There is no action ${named.slice(0, 100)}.`)
    }
    const items = await action.run(readServiceRequest(textOf(request)), call)
    const [major, minor, build, revision] = versionOf(call.context.plan).build
    return reply.send({
      Header: {
        ServerVersionInfo: {
          MajorVersion: major,
          MinorVersion: minor,
          MajorBuildNumber: build,
          MinorBuildNumber: revision,
          Version: versionOf(call.context.plan).ewsVersion,
        },
      },
      Body: { ResponseMessages: { Items: items } },
    })
  } catch (error) {
    if (!(error instanceof OwaServiceFault)) throw error
    const { exceptionName, message } = error
    setHeaders(reply, { 'X-OWA-Error': exceptionName })
    const fault = {
      ErrorCode: 500,
      ExceptionName: exceptionName,
      FaultMessage: message,
      IsTransient: false,
      StackTrace: null,
    }
    return reply.code(500).send({ Header: null, Body: fault })
  }
}

/** The request's JSON: the body, or for short ones the header that OWA's scripts put it into [recalled]. */
function textOf(request: FastifyRequest): string {
  const header = request.headers['x-owa-urlpostdata']?.toString()
  if (header === undefined) return bodyOf(request).toString('utf8')
  try {
    return decodeURIComponent(header)
  } catch {
    return ''
  }
}
