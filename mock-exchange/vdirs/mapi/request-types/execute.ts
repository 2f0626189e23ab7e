import { MapiError } from '../../../../protocols/mapi/error-codes.ts'
import { decodeExecuteRequest, executeFields } from '../../../../protocols/mapi-http/index.ts'
import { executeBuffers } from '../../../rop/execute-buffers.ts'
import { plainAnswer } from '../plain-answer.ts'
import type { MapiRequestType } from '../request-type.ts'

/** Carries out ROPs ([MS-OXCMAPIHTTP] 2.2.4.2). */
export const execute: MapiRequestType = {
  name: 'Execute',
  endpoints: ['emsmdb'],
  needs: 'sequence',
  run({ body, session }) {
    const { ropBuffer, maxRopOut } = decodeExecuteRequest(body)
    const rops = session?.rops
    if (rops === undefined) throw new Error('An emsmdb session has a session of ROPs.')
    try {
      return { body: plainAnswer(executeFields(executeBuffers(rops, ropBuffer, maxRopOut))), session }
    } catch (error) {
      if (!(error instanceof MapiError)) throw error
      return { body: plainAnswer(executeFields(Buffer.alloc(0)), error.code), session }
    }
  },
}
