// Outlook Anywhere and RD Gateway use the body of a request, and that of an answer, as a channel for hours.

// Their requests announce a body of 1 GiB: its length says nothing about what will come, and its silence nothing about the
// client (MS-RPCH 2.1.2.1; reference/exchange-protocols.md section 2.8: the client's own pings may be five minutes apart).
const inMethods = new Set(['RPC_IN_DATA', 'RDG_IN_DATA'])

const outMethods = new Set(['RPC_OUT_DATA', 'RDG_OUT_DATA'])

/** Whether the body of such a request is a channel, to which the limits of a body do not apply. */
export function isInChannel(method: string): boolean {
  return inMethods.has(method)
}

/**
 * Whether the answer to such a request is a channel. That of RD Gateway has neither length nor chunks, and its clients count
 * ten random bytes from the head to its first packet (MS-TSGU 3.3.5.1; reference/exchange-protocols.md section 2.11).
 */
export function isOutChannel(method: string): boolean {
  return outMethods.has(method)
}
