// What the URI of an ActiveSync request says, in either of its two forms ([MS-ASHTTP] 2.2.1.1.1;
// reference/exchange-protocols.md section 2.5).
//
//   ?Cmd=Sync&User=alice&DeviceId=ABC&DeviceType=iPhone          names and values
//   ?jQAJBAp2MTQw…                                               the same in base64, from protocol 12.1 on

export interface ActiveSyncUri {
  /** Name of the command, such as FolderSync. */
  readonly command: string
  readonly deviceId: string
  readonly deviceType: string
  /** Only the base64 form has it; else it is the header MS-ASProtocolVersion. */
  readonly protocolVersion: string | undefined
  /** Only the base64 form has it, when the device has one; else it is the header X-MS-PolicyKey. */
  readonly policyKey: string | undefined
  /** As the device calls its user; who logs on is what counts. */
  readonly user: string | undefined
  readonly attachmentName: string | undefined
  readonly collectionId: string | undefined
  readonly itemId: string | undefined
  readonly longId: string | undefined
  readonly occurrence: string | undefined
  readonly saveInSent: boolean
  /** Answers of ItemOperations may be multipart; also said by the header MS-ASAcceptMultiPart. */
  readonly acceptMultiPart: boolean
}

/** Codes of commands in the base64 form. */
const commandCodes: Readonly<Record<number, string>> = {
  0: 'Sync',
  1: 'SendMail',
  2: 'SmartForward',
  3: 'SmartReply',
  4: 'GetAttachment',
  9: 'FolderSync',
  10: 'FolderCreate',
  11: 'FolderDelete',
  12: 'FolderUpdate',
  13: 'MoveItems',
  14: 'GetItemEstimate',
  15: 'MeetingResponse',
  16: 'Search',
  17: 'Settings',
  18: 'Ping',
  19: 'ItemOperations',
  20: 'Provision',
  21: 'ResolveRecipients',
  22: 'ValidateCert',
}

/** Tags of command parameters in the base64 form ([MS-ASHTTP] 2.2.1.1.1.1.3). */
const parameterTags: Readonly<Record<number, string>> = {
  0: 'attachmentname',
  1: 'collectionid',
  3: 'itemid',
  4: 'longid',
  6: 'occurrence',
  7: 'options',
  8: 'user',
}

/** Reads the query of a request target; undefined when it follows neither form. */
export function readActiveSyncUri(target: string): ActiveSyncUri | undefined {
  const query = target.slice(target.indexOf('?') + 1)
  if (!target.includes('?') || query === '') return undefined
  const uri = /(^|&)cmd=/i.test(query) ? readPlain(query) : readBase64(query)
  return uri !== undefined && /^[A-Za-z0-9]{1,32}$/.test(uri.deviceId) && uri.deviceType !== '' ? uri : undefined
}

function readPlain(query: string): ActiveSyncUri {
  const parameters = new Map([...new URLSearchParams(query)].map(([name, value]) => [name.toLowerCase(), value]))
  const isTrue = (name: string): boolean => /^(t|1|true)$/i.test(parameters.get(name) ?? '')
  return {
    command: parameters.get('cmd') ?? '',
    deviceId: parameters.get('deviceid') ?? '',
    deviceType: parameters.get('devicetype') ?? '',
    protocolVersion: undefined,
    policyKey: undefined,
    ...common(parameters),
    saveInSent: isTrue('saveinsent'),
    acceptMultiPart: isTrue('acceptmultipart'),
  }
}

/** Version, command, locale; device id, policy key and device type with a length before each; then tagged parameters. */
function readBase64(query: string): ActiveSyncUri | undefined {
  const bytes = Buffer.from(decodeQuery(query), 'base64')
  let at = 4
  const field = (): Buffer | undefined => {
    const length = bytes[at]
    if (length === undefined || at + 1 + length > bytes.length) return undefined
    at += 1 + length
    return bytes.subarray(at - length, at)
  }
  const deviceId = field()
  const policyKey = field()
  const deviceType = field()
  const command = commandCodes[bytes[1] ?? -1]
  if (deviceId === undefined || policyKey === undefined || deviceType === undefined || command === undefined) {
    return undefined
  }
  if (policyKey.length !== 0 && policyKey.length !== 4) return undefined
  const parameters = new Map<string, string>()
  let options = 0
  while (at < bytes.length) {
    const name = parameterTags[bytes[at] ?? -1]
    at += 1
    const value = field()
    if (name === undefined || value === undefined) return undefined
    if (name === 'options') options = value[0] ?? 0
    else parameters.set(name, value.toString('utf8'))
  }
  return {
    command,
    deviceId: deviceIdText(deviceId),
    deviceType: deviceType.toString('latin1'),
    protocolVersion: `${Math.trunc((bytes[0] ?? 0) / 10)}.${(bytes[0] ?? 0) % 10}`,
    policyKey: policyKey.length === 4 ? String(policyKey.readUInt32LE()) : undefined,
    ...common(parameters),
    saveInSent: (options & 0x01) !== 0,
    acceptMultiPart: (options & 0x02) !== 0,
  }
}

function common(parameters: ReadonlyMap<string, string>) {
  return {
    user: parameters.get('user'),
    attachmentName: parameters.get('attachmentname'),
    collectionId: parameters.get('collectionid'),
    itemId: parameters.get('itemid'),
    longId: parameters.get('longid'),
    occurrence: parameters.get('occurrence'),
  }
}

/** Some devices send the bytes of a GUID; they are then known by their hexadecimal digits. */
function deviceIdText(bytes: Buffer): string {
  const text = bytes.toString('latin1')
  return /^[A-Za-z0-9]*$/.test(text) ? text : bytes.toString('hex')
}

/** Some clients escape the `=` and `/` of base64. */
function decodeQuery(query: string): string {
  try {
    return decodeURIComponent(query)
  } catch {
    return query
  }
}
