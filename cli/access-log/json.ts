// JSON lines: one flat object an exchange. Every key stands in every line, in this order, null where there is nothing to
// say; keys may be added at the end, none is renamed. Bytes are those of bodies and tunnels, without heads and framing.

import { endpointText } from '../../base/endpoint-text.ts'
import { redactQuery } from '../../base/redact.ts'
import type { HopRecord } from '../../base/trace.ts'
import type { LogFormat } from './format.ts'

/** JSON, one object a line. */
export const jsonFormat: LogFormat = { head: () => '', line: (hop) => JSON.stringify(accessEntry(hop)) }

function accessEntry(hop: HopRecord): Readonly<Record<string, string | number | null>> {
  const { edge } = hop
  return {
    /** When the request came in. */
    time: new Date(hop.at).toISOString(),
    client: edge?.client?.address ?? null,
    connection: hop.connection,
    scheme: hop.scheme,
    method: hop.method || null,
    host: hop.authority || null,
    // The target of CONNECT, which stands for TLS passed through or refused, is the host once more.
    path: hop.method === 'CONNECT' ? null : redactQuery(hop.target) || null,
    status: hop.status ?? null,
    requestBytes: hop.requestBytes,
    responseBytes: hop.responseBytes,
    milliseconds: rounded(hop.milliseconds),
    rule: edge?.rule?.text ?? null,
    farm: edge?.farm ?? null,
    server: edge?.server ?? null,
    serverConnection: edge?.serverConnection ?? null,
    mode: edge?.mode ?? null,
    connectMilliseconds: rounded(edge?.connectMilliseconds),
    firstByteMilliseconds: rounded(edge?.firstByteMilliseconds),
    cause: hop.cause ?? null,
    detail: hop.detail ?? null,
    requestId: hop.requestId ?? null,
    local: edge?.local === undefined ? null : endpointText(edge.local),
    userAgent: hop.requestHeaders.find(([name]) => name.toLowerCase() === 'user-agent')?.[1] ?? null,
    waitedMilliseconds: rounded(edge?.waitedMilliseconds),
  }
}

/** To the microsecond: what stands behind it is noise. */
function rounded(milliseconds: number | undefined): number | null {
  return milliseconds === undefined ? null : Math.round(milliseconds * 1_000) / 1_000
}
