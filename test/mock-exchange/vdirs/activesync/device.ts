import { tagsOf } from '../../../../protocols/wbxml/element.ts'
import { childAt, decodeWbxml, encodeWbxml, textAt, type WbxmlElement } from '../../../../protocols/wbxml/index.ts'
import { alice, basic, type Host } from '../host.ts'

export interface DeviceAnswer {
  readonly status: number
  readonly headers: Headers
  readonly bytes: Buffer
  readonly root: WbxmlElement | undefined
}

export interface SendOptions {
  readonly as?: typeof alice
  readonly query?: string
  readonly version?: string
  readonly signal?: AbortSignal
  readonly policyKey?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Device id. */
  readonly id?: string
  /** Added to the query. */
  readonly more?: string
}

/** Sends a command as a device of Alice does; no body at all when `body` is undefined. */
export async function send(
  host: Host,
  command: string,
  body: WbxmlElement | Buffer | undefined,
  options: SendOptions = {},
): Promise<DeviceAnswer> {
  const { as = alice, id = 'ABC123', more = '' } = options
  const query = options.query ?? `Cmd=${command}&User=${as.user}&DeviceId=${id}&DeviceType=iPhone${more}`
  const response = await fetch(`${host.url}/Microsoft-Server-ActiveSync?${query}`, {
    method: 'POST',
    headers: {
      authorization: basic(as),
      'content-type': 'application/vnd.ms-sync.wbxml',
      'ms-asprotocolversion': options.version ?? '14.1',
      'user-agent': 'Apple-iPhone6C1/1202.466',
      ...(options.policyKey === undefined ? {} : { 'x-ms-policykey': options.policyKey }),
      ...options.headers,
    },
    ...(body === undefined ? {} : { body: Buffer.isBuffer(body) ? body : encodeWbxml(body) }),
    ...(options.signal ? { signal: options.signal } : {}),
  })
  const bytes = Buffer.from(await response.arrayBuffer())
  const wbxml = response.headers.get('content-type') === 'application/vnd.ms-sync.wbxml'
  return { status: response.status, headers: response.headers, bytes, root: wbxml ? decodeWbxml(bytes) : undefined }
}

const provision = tagsOf('Provision')
const settings = tagsOf('Settings')

/** DeviceInformation as 14.1 wants it with the first Provision. */
const information = settings(
  'DeviceInformation',
  settings('Set', settings('Model', 'iPhone6C1'), settings('OS', 'iOS 8.1'), settings('FriendlyName', 'Alice’s phone')),
)

/** The first or, with a key, the second Provision. */
export function provisionRequest(key?: string, type = 'MS-EAS-Provisioning-WBXML'): WbxmlElement {
  const rest = key === undefined ? [] : [provision('PolicyKey', key), provision('Status', '1')]
  const policy = provision('Policies', provision('Policy', provision('PolicyType', type), ...rest))
  return provision('Provision', ...(key === undefined ? [information] : []), policy)
}

/** Provisions a device in two phases; the answer is its policy key. */
export async function provisioned(host: Host, options: SendOptions = {}): Promise<string> {
  const type = Number(options.version ?? '14.1') < 12 ? 'MS-WAP-Provisioning-XML' : undefined
  const first = await send(host, 'Provision', provisionRequest(undefined, type), { ...options, policyKey: '0' })
  const temporary = keyIn(first)
  return keyIn(await send(host, 'Provision', provisionRequest(temporary, type), { ...options, policyKey: temporary }))
}

export function keyIn({ root }: DeviceAnswer): string {
  const policy = root && childAt(root, 'Policies', 'Policy')
  return (policy && textAt(policy, 'PolicyKey')) ?? ''
}

/** A device that has its policy and its folders, and sends commands with what it knows. */
export async function ready(host: Host, options: SendOptions = {}): Promise<typeof send> {
  const policyKey = await provisioned(host, options)
  const hierarchy = tagsOf('FolderHierarchy')
  const given = { ...options, policyKey }
  await send(host, 'FolderSync', hierarchy('FolderSync', hierarchy('SyncKey', '0')), given)
  return (to, command, body, more = {}) => send(to, command, body, { ...given, ...more })
}
