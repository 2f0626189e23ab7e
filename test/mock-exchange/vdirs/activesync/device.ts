import { decodeWbxml, encodeWbxml, type WbxmlElement } from '../../../../protocols/wbxml/index.ts'
import { alice, basic, type Host } from '../host.ts'

export interface DeviceAnswer {
  readonly status: number
  readonly headers: Headers
  readonly bytes: Buffer
  readonly root: WbxmlElement | undefined
}

/** Sends a command as a device of Alice does; no body at all when `body` is undefined. */
export async function send(
  host: Host,
  command: string,
  body: WbxmlElement | Buffer | undefined,
  options: { as?: typeof alice; query?: string; version?: string; signal?: AbortSignal } = {},
): Promise<DeviceAnswer> {
  const query = options.query ?? `Cmd=${command}&User=alice&DeviceId=ABC123&DeviceType=iPhone`
  const response = await fetch(`${host.url}/Microsoft-Server-ActiveSync?${query}`, {
    method: 'POST',
    headers: {
      authorization: basic(options.as ?? alice),
      'content-type': 'application/vnd.ms-sync.wbxml',
      'ms-asprotocolversion': options.version ?? '14.1',
    },
    ...(body === undefined ? {} : { body: Buffer.isBuffer(body) ? body : encodeWbxml(body) }),
    ...(options.signal ? { signal: options.signal } : {}),
  })
  const bytes = Buffer.from(await response.arrayBuffer())
  const wbxml = response.headers.get('content-type') === 'application/vnd.ms-sync.wbxml'
  return { status: response.status, headers: response.headers, bytes, root: wbxml ? decodeWbxml(bytes) : undefined }
}
