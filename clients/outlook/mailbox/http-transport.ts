// A session with the mailbox by MAPI over HTTP.

import { CauseError } from '../../../base/failure-cause.ts'
import { ByteReader } from '../../../protocols/byte-reader.ts'
import { ByteWriter } from '../../../protocols/byte-writer.ts'
import { tags } from '../../../protocols/mapi/property-tags.ts'
import { writeTags } from '../../../protocols/mapi/tagged-values.ts'
import {
  decodeConnectResponse,
  decodeExecuteResponse,
  encodeConnectRequest,
  encodeExecuteRequest,
  readAuxiliary,
  readColumnsAndRows,
  readIds,
  readOptional,
} from '../../../protocols/mapi-http/index.ts'
import { resolutions, type Stat, writeStat } from '../../../protocols/nspi/stat.ts'
import type { ActionRun } from '../../action-run.ts'
import type { AuthenticationScheme } from '../../http/index.ts'
import { placeOf } from '../../words.ts'
import { connectError } from './connect-error.ts'
import { MapiHttpClient, type MapiHttpRequest } from './mapi-http.ts'
import type { RopTransport } from './transport.ts'
import { Unavailable } from './unavailable.ts'

/** Where the services are, and how the client logs on. */
export interface HttpEndpoints {
  readonly store: URL
  /** Undefined when Autodiscover tells none. */
  readonly addressBook: URL | undefined
  readonly dn: string
  readonly auth: AuthenticationScheme
}

/** Without compression, and without obfuscation, of the answer ([MS-OXCRPC] 3.1.4.2.1: pulFlags). */
const plainAnswers = 0x03
/** Bytes of a ROP buffer that the client has room for. */
const room = 0x1_0008

/** Opens a session. @throws Unavailable when the endpoint does not serve MAPI over HTTP; CauseError */
export async function connectByHttp(run: ActionRun, endpoints: HttpEndpoints): Promise<RopTransport> {
  const { store, addressBook, dn, auth } = endpoints
  const client = new MapiHttpClient(run)
  const send = async (request: Omit<MapiHttpRequest, 'auth'>): Promise<Buffer> => {
    const answer = await client.send({ ...request, auth })
    if (!('failed' in answer)) return answer.body
    if (answer.responseCode === undefined) throw new Unavailable(answer.failed, answer.status)
    throw new CauseError('bad-response', answer.failed)
  }
  const body = encodeConnectRequest({
    userDn: dn,
    flags: 0,
    codePage: 1252,
    lcidSort: 0x409,
    lcidString: 0x409,
    auxiliary: Buffer.alloc(0),
  })
  const connected = decodeConnectResponse(await send({ url: store, type: 'Connect', body }))
  const code = 'failed' in connected ? connected.statusCode : connected.errorCode
  if ('failed' in connected || code !== 0) {
    throw new CauseError('bad-response', `${placeOf(store)} refused Connect with ${connectError(code)}.`)
  }
  return {
    displayName: connected.displayName,
    async execute(buffers) {
      const request = encodeExecuteRequest({ flags: plainAnswers, ropBuffer: buffers, maxRopOut: room })
      const answer = decodeExecuteResponse(await send({ url: store, type: 'Execute', body: request }))
      const failed = answer.statusCode || answer.errorCode
      if (failed !== 0) {
        throw new CauseError('bad-response', `${placeOf(store)} refused Execute with ${connectError(failed)}.`)
      }
      return answer.ropBuffer
    },
    async wait({ patience, onHeld, onPending }) {
      let held = false
      const answer = await send({
        url: store,
        type: 'NotificationWait',
        body: new ByteWriter().u32(0).u32(0).end(),
        patience,
        onSent: (requestId) =>
          void run.context.whenHeld(requestId).then(() => {
            held = true
            onHeld()
          }),
        onTag: (tag) => {
          if (tag === 'PENDING') onPending()
        },
      }).catch((error: unknown) => {
        throw held ? keptBack(error, store) : error
      })
      const reader = new ByteReader('MAPI/HTTP', answer)
      reader.u32('the status code')
      reader.u32('the error code')
      return reader.u32('whether there is something to tell') !== 0
    },
    async resolveName(name) {
      if (addressBook === undefined) return undefined
      await send({ url: addressBook, type: 'Bind', body: new ByteWriter().u32(0).u8(0).u32(0).end() })
      const answer = await send({ url: addressBook, type: 'ResolveNames', body: resolveNamesBody(name) })
      await send({ url: addressBook, type: 'Unbind', body: new ByteWriter().u32(0).u32(0).end() })
      return resolvedAddress(answer)
    },
    async disconnect() {
      await send({ url: store, type: 'Disconnect', body: new ByteWriter().u32(0).end() })
    },
  }
}

/** The server says PROCESSING at once, so whoever holds the request and is not heard has something between that buffers. */
function keptBack(error: unknown, store: URL): unknown {
  if (!(error instanceof CauseError) || error.failureCause !== 'response-timeout') return error
  const what = `${placeOf(store)}: the server holds NotificationWait and has said so, and nothing of that arrived: a proxy between buffers answers until they are whole. Turn that off for /mapi.`
  return new CauseError('response-timeout', what, error)
}

/** The Global Address List from its beginning. */
const wholeList: Stat = {
  sortType: 0,
  containerId: 0,
  currentRec: 0,
  delta: 0,
  numPos: 0,
  totalRecs: 0,
  codePage: 1252,
  templateLocale: 0x409,
  sortLocale: 0x409,
}

function resolveNamesBody(name: string): Buffer {
  const writer = new ByteWriter().u32(0).u8(0xff)
  writeStat(writer, wholeList)
  writer.u8(0xff)
  writeTags(writer, [tags.smtpAddress], 'address-book')
  return writer.u8(0xff).u32(1).utf16(name).u32(0).end()
}

function resolvedAddress(answer: Buffer): string | undefined {
  const reader = new ByteReader('MAPI/HTTP', answer)
  reader.u32('the status code')
  if (reader.u32('the error code') !== 0) return undefined
  reader.u32('the code page')
  const ids = readOptional(reader, () => readIds(reader)) ?? []
  const found = readOptional(reader, () => readColumnsAndRows(reader))
  readAuxiliary(reader)
  const value = ids[0] === resolutions.resolved ? found?.rows[0]?.[0]?.value : undefined
  return typeof value === 'string' ? value : undefined
}
