/** One way in which the edge is not IIS's Application Request Routing. */
interface Difference {
  readonly topic: string
  readonly arr: string
  readonly edge: string
}

/**
 * Where an edge does something else than ARR 2.5 and 3.0 in their usual settings, for those who come from there. Facts on ARR
 * from reference/reverse-proxies.md section 1; those marked there as recalled only are left out, or say so.
 */
export const arrDifferences: readonly Difference[] = [
  {
    topic: 'Certificate of a server that is bridged to',
    arr: 'A name that does not match is accepted unless a registry switch says otherwise.',
    edge: 'Chain, name and dates are checked; `verify: false` in `tls` of the farm turns that off, for this farm alone.',
  },
  {
    topic: 'TLS that is not ended',
    arr: 'Not there: ARR ends all TLS.',
    edge: '`passthrough: true` sends it on by the name in the hello (SNI), never decrypted.',
  },
  {
    topic: 'Rules',
    arr: "URL Rewrite: regular expressions, conditions, rewritten URLs, outbound rules. ARR's rule for a farm comes with the farm.",
    edge: 'Host (also `*.name`) and path, first match wins; to a farm, a redirect, or a status. Nothing is rewritten.',
  },
  {
    topic: 'Paths',
    arr: 'As http.sys normalises them; some odd spellings go through to the rules.',
    edge: 'Decoded once, dot segments removed, matched on whole segments; what can be read in two ways is refused with 400.',
  },
  {
    topic: 'Answer when a server cannot be reached or understood',
    arr: '502 with sub-status 3; 502.4 when there is no server at all.',
    edge: '502, 503 or 504 by cause (table above), the cause in `X-Bridgehead-Cause`. The W3C access log has the sub-status of IIS.',
  },
  {
    topic: 'What error pages tell',
    arr: 'Details to browsers on the machine itself only (`httpErrors`, `DetailedLocalOnly`).',
    edge: 'Details to everybody; `errorPages: brief` keeps them for the access log.',
  },
  {
    topic: 'Times',
    arr: '30 s for a farm, too short for ActiveSync Ping and Outlook Anywhere until raised.',
    edge: '120 s until an answer begins, and an hour without a byte once it has: Ping and RPC work as it comes.',
  },
  {
    topic: 'Buffers and cache',
    arr: 'Answers are buffered (up to 4 MB, as recalled) and cached; both must be turned off for Exchange.',
    edge: 'Bodies stream, both ways at the same time. Nothing is cached.',
  },
  {
    topic: 'Large requests',
    arr: 'Request filtering of IIS refuses large bodies with 404.13 until raised (over 30 MB, as recalled), which stops RPC_IN_DATA.',
    edge: 'No limit unless `limits.bodyBytes` sets one, and none for the channels of Outlook Anywhere.',
  },
  {
    topic: 'Balancing',
    arr: 'Weighted round robin, weighted total traffic, least current request, least response time, hashes. Weights count for the weighted ones only; 100 is the usual one.',
    edge: 'The same ones under other names, and by source address. Weights count for all of them; 1 is the usual one.',
  },
  {
    topic: 'Client affinity',
    arr: 'A cookie, `ARRAffinity`, for the host of the request; its value can be copied to another host.',
    edge: 'The same cookie and form; with a secret it is signed, and good for one host name only.',
  },
  {
    topic: 'Host name affinity',
    arr: 'Two providers, shared between nodes by a file share; entries end 20 minutes after the last request.',
    edge: 'In turn over the servers, each edge (and each worker process) for itself; the same 20 minutes.',
  },
  {
    topic: 'Health',
    arr: 'One URL a farm, every 30 s, answered within 30 s.',
    edge: 'One page a farm, every 5 s, answered within 2 s, status 200 only unless told.',
  },
  {
    topic: 'Failures in live traffic',
    arr: 'They take a server out; only the URL test brings it back.',
    edge: 'Off unless `failures` says otherwise. They take it out, never the last one; the probe brings it back, or a trial request after a pause where there is no probe.',
  },
  {
    topic: 'Headers towards the servers',
    arr: 'X-Forwarded-For with the port, X-Original-URL, X-ARR-SSL, X-ARR-ClientCert, X-ARR-LOG-ID, Max-Forwards.',
    edge: 'X-Forwarded-For without port, X-Forwarded-Proto, X-Forwarded-Host; with `headers: arr` those of ARR. What clients send under these names is not believed.',
  },
  {
    topic: 'Host names in answers',
    arr: 'Names of servers in Location, Content-Location and cookies are rewritten to the public name (on at the level of the server).',
    edge: 'Answers keep what the server says. Host goes to the server as the client sent it.',
  },
  {
    topic: 'NTLM',
    arr: 'Works as long as keep-alive is on.',
    edge: 'A client that logs on by NTLM or Negotiate has a server connection of its own from then on, which no other client gets.',
  },
  {
    topic: 'Protocols',
    arr: 'HTTP/2 towards clients with IIS 10.',
    edge: 'HTTP/1.1 and 1.0. Upgrades (WebSocket) become tunnels.',
  },
  {
    topic: 'More than one machine',
    arr: 'Shared configuration, external cache, NLB.',
    edge: 'The same file on each; signed affinity cookies are understood by all that have the secret.',
  },
]
