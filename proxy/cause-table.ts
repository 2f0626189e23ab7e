import type { FailureCause } from '../base/failure-cause.ts'

/** What an edge answers when it cannot serve a request: the status, and what the person in front of the page may do. */
interface CauseRow {
  readonly status: number
  readonly advice: string
}

// 502 when the server behind cannot be reached or understood, 504 when it is too slow, 503 when it may work later: as HAProxy,
// nginx and Caddy agree on for most of these (reference/reverse-proxies.md section 3.1). ARR says 502 to all of them.
const rows: Readonly<Record<FailureCause, CauseRow>> = {
  'name-not-found': {
    status: 502,
    advice: "Correct the server's name in the farm, or add it to the DNS that the edge uses.",
  },
  'no-address': { status: 502, advice: "Add an address record for the server's name to the DNS that the edge uses." },
  'dns-failed': { status: 502, advice: 'See that the DNS server which the edge uses runs and answers.' },
  'no-route': {
    status: 502,
    advice: "Check the server's address in the farm, and the network between edge and server.",
  },
  'connect-refused': { status: 502, advice: 'Start the web service on the server, or correct the port in the farm.' },
  'connect-timeout': {
    status: 504,
    advice:
      'See whether the server runs and no firewall swallows the connection; raise timeouts.connect if it is only slow.',
  },
  reset: { status: 502, advice: "Look in the server's event log for why it broke the connection." },
  'tls-untrusted': {
    status: 502,
    advice:
      "Give the farm the authority that signed the server's certificate (tls.ca), or the server a certificate of one that is trusted.",
  },
  'tls-name-mismatch': {
    status: 502,
    advice:
      "Set tls.servername of the farm to a name in the server's certificate, or issue one with the expected name.",
  },
  'tls-expired': { status: 502, advice: "Renew the server's certificate, and check the clocks of server and edge." },
  'tls-handshake': {
    status: 502,
    advice: 'Check that the port of the farm speaks TLS, and that server and edge share a TLS version and cipher.',
  },
  'bad-request': { status: 400, advice: 'Send the request in a form that has one meaning only.' },
  'request-timeout': {
    status: 408,
    advice: 'Ask again over a better connection, or raise timeouts.header or timeouts.body of the edge.',
  },
  'request-too-large': {
    status: 413,
    advice: 'Send less at a time, or raise limits.bodyBytes of the edge.',
  },
  'bad-response': {
    status: 502,
    advice: 'Check that the port of the farm speaks HTTP, and not TLS or another protocol.',
  },
  'response-timeout': {
    status: 504,
    advice: 'See what keeps the server busy; raise timeouts.response of the farm if such requests may take longer.',
  },
  'idle-timeout': { status: 504, advice: 'Raise timeouts.idle of the farm if such requests may pause for longer.' },
  truncated: { status: 502, advice: "Look in the server's event log for why it ended the answer early." },
  // 499 is nginx's; nobody is left to read it, it is for the trace.
  'client-gone': { status: 499, advice: 'Nothing to do here: the client ended the connection.' },
  'edge-closed': { status: 503, advice: 'Ask again: the edge was being restarted or stopped.' },
  // Servers find this one out; it stands here because the list is closed.
  'extended-protection': {
    status: 502,
    advice: 'Show clients the same certificate as the server does, or turn Extended Protection off on the server.',
  },
  misdirected: {
    status: 421,
    advice: 'Open a connection of its own for this host, or put its name into the certificate as well.',
  },
  // RFC 5842 section 7.2.
  loop: {
    status: 508,
    advice: 'Follow the rules and servers of the proxies on the way: some of them lead back to the first.',
  },
  'no-rule': { status: 404, advice: 'Check the host name and path, or add a rule for them to the edge.' },
  'no-healthy-server': {
    status: 503,
    advice:
      'See to the reason that stands for each of its servers, here and in bridgehead top: a failed probe, or the state that it was given.',
  },
  'server-offline': { status: 503, advice: 'Ask again: an administrator took this server out of use.' },
  denied: { status: 403, advice: 'Use another address; the edge keeps this one closed on purpose.' },
  overloaded: { status: 503, advice: 'Try again later, or raise the limit of the edge that is named.' },
  internal: { status: 500, advice: 'Report this as a fault of the edge, with the request number above.' },
}

// Where a cause is answered with another status than its usual one, and another thing helps.
const adviceOnStatus: { readonly [Cause in FailureCause]?: Readonly<Record<number, string>> } = {
  'request-too-large': {
    414: 'Ask for a shorter address, or raise limits.requestLine of the edge.',
    431: 'Send fewer or shorter header fields (often it is the cookies), or raise limits.headerBytes or limits.headerFields of the edge.',
  },
  'bad-request': {
    501: 'Use another method or transfer coding; trace: true of the edge lets TRACE pass.',
    505: 'Speak HTTP/1.1 or HTTP/1.0 to the edge.',
  },
}

/** The HTTP status that a cause is answered with. A rule that denies or redirects names its own. */
export function statusOfCause(cause: FailureCause): number {
  return rows[cause].status
}

/** What to do about a cause, in a sentence. @param status what it is answered with; its usual one when absent */
export function adviceOnCause(cause: FailureCause, status: number = rows[cause].status): string {
  return adviceOnStatus[cause]?.[status] ?? rows[cause].advice
}
