// What the URI of an ActiveSync request says, in either of its two forms ([MS-ASHTTP] 2.2.1.1.1;
// reference/exchange-protocols.md section 2.5).

export interface ActiveSyncUri {
  /** Name of the command, such as FolderSync. */
  readonly command: string
  readonly deviceId: string
  readonly deviceType: string
  /** Only the base64 form has it; else it is the header MS-ASProtocolVersion. */
  readonly protocolVersion: string | undefined
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

/** Reads the query of a request target; undefined when it follows neither form. */
export function readActiveSyncUri(target: string): ActiveSyncUri | undefined {
  const query = target.slice(target.indexOf('?') + 1)
  if (!target.includes('?') || query === '') return undefined
  const uri = /(^|&)cmd=/i.test(query) ? readPlain(query) : readBase64(query)
  return uri !== undefined && /^[A-Za-z0-9]{1,32}$/.test(uri.deviceId) && uri.deviceType !== '' ? uri : undefined
}

function readPlain(query: string): ActiveSyncUri {
  const parameters = new Map([...new URLSearchParams(query)].map(([name, value]) => [name.toLowerCase(), value]))
  return {
    command: parameters.get('cmd') ?? '',
    deviceId: parameters.get('deviceid') ?? '',
    deviceType: parameters.get('devicetype') ?? '',
    protocolVersion: undefined,
  }
}

/** Version, command, locale, then device id, policy key and device type with a length before each. */
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
  return {
    command,
    deviceId: deviceId.toString('latin1'),
    deviceType: deviceType.toString('latin1'),
    protocolVersion: `${Math.trunc((bytes[0] ?? 0) / 10)}.${(bytes[0] ?? 0) % 10}`,
  }
}

/** Some clients escape the `=` and `/` of base64. */
function decodeQuery(query: string): string {
  try {
    return decodeURIComponent(query)
  } catch {
    return query
  }
}
