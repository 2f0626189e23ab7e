// The numbers that a server refuses with, in words ([MS-ASCMD] 2.2.2; reference exchange-protocols.md 2.5).

const common: Readonly<Record<string, string>> = {
  '101': 'the content is invalid',
  '102': 'the request is not WBXML',
  '103': 'the document is not what the command wants',
  '106': 'an id is invalid',
  '107': 'the MIME is invalid',
  '110': 'the server failed',
  '111': 'the server failed for now',
  '113': 'the mailbox is full',
  '117': 'replies are not allowed',
  '118': 'the message was sent before',
  '119': 'the message has no recipient',
  '120': 'the message could not be sent',
  '123': 'the user has no mailbox',
  '126': 'the user may not use ActiveSync',
  '129': 'the device is blocked for this user',
  '130': 'access is denied',
  '132': 'the state of the synchronisation is lost',
  '137': 'the command is not supported',
  '138': 'the protocol version is not supported',
  '139': 'the device cannot have all of the policy',
  '140': 'the device is to erase itself',
  '142': 'the device has no policy',
  '143': 'the policy has changed',
  '144': 'the policy key is invalid',
  '165': 'the device did not say what it is',
  '177': 'the user has as many devices as allowed',
}

/** What a Status means, with the number. */
export function statusText(status: string | undefined, own: Readonly<Record<string, string>> = {}): string {
  const words = own[status ?? ''] ?? common[status ?? '']
  return words === undefined ? `status ${status ?? 'none'}` : `${words} (status ${status})`
}

/** Whether a device gets its policy and tries again. */
export function wantsPolicy(status: string | undefined): boolean {
  return status === '142' || status === '143' || status === '144'
}
