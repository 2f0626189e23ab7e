// What an Exchange server, or Windows Server Essentials, refused.
// Facts: reference/exchange-protocols.md sections 0, 1.4, 1.5; seed 001 (offloading steps), seed 000 (MRSProxy).

import type { HopRecord } from '../../base/trace.ts'
import { type VdirName, vdirNames } from '../../topology/schema/exchange.ts'
import { type Diagnosis, hopText } from '../result.ts'
import { extendedProtection } from './extended-protection.ts'
import { type Explain, pathOf, type Scene } from './scene.ts'

/** The innermost server that answered with a failure. */
export const explainExchange: Explain = (scene) => {
  const front = scene.hops.get('front-end')
  const back = scene.hops.get('back-end')
  if (front !== undefined) {
    const special =
      sslRequired(front, scene) ??
      mrsProxy(front) ??
      extendedProtection(front, scene) ??
      logOnRefused(front) ??
      unavailable(front)
    if (special !== undefined) return special
  }
  for (const hop of [back, front, scene.hops.get('essentials')]) {
    if (hop === undefined) continue
    if (hop.cause !== undefined) return broken(hop)
    if ((hop.status ?? 0) >= 400) return refused(hop)
  }
  return undefined
}

/** IIS's 403.4: plain HTTP came to a virtual directory that requires SSL. */
function sslRequired(hop: HopRecord, scene: Scene): Diagnosis | undefined {
  if (hop.status !== 403 || hop.subStatus !== 4) return undefined
  const vdir = vdirOf(hop)
  const edge = scene.hops.get('edge')
  const sender = edge === undefined ? 'The client' : `The ${hopText(edge)}`
  const server = edge?.edge?.server ?? hop.host
  const pool = (vdir && scene.poolOf(hop.host, vdir)) ?? 'its application pool'
  return {
    hop: `${edge === undefined ? 'client' : hopText(edge)} → ${server}`,
    cause: '403.4',
    sentence: `${sender} sent plain HTTP to ${server} and the Default Web Site of ${hop.host} answered 403.4: ${vdir === undefined ? 'the site' : `the vdir ${vdir}`} still requires SSL. Set its sslFlags to None and recycle ${pool}, or encrypt again towards the server (bridge).`,
  }
}

/** MRSProxy: off, or reached without encryption. */
function mrsProxy(hop: HopRecord): Diagnosis | undefined {
  if (!pathOf(hop.target).startsWith('/ews/mrsproxy.svc') || hop.status === 200 || hop.status === 401) return undefined
  const cause = statusOf(hop)
  if (hop.scheme === 'http') {
    return {
      hop: `edge → ${hop.host}`,
      cause,
      sentence: `MRSProxy of ${hop.host} was asked over plain HTTP and refused: it wants its traffic encrypted, offloading is not supported for it. Route /EWS/mrsproxy.svc to a farm with tls (bridge).`,
    }
  }
  if (hop.status !== 403) return undefined
  return {
    hop: hopText(hop),
    cause,
    sentence: `MRSProxy is off on ${hop.host}, as it is by default. Set mrsProxyEnabled on EWS of every Client Access server that a move can reach.`,
  }
}

function logOnRefused(hop: HopRecord): Diagnosis | undefined {
  if (hop.status !== 401) return undefined
  const offered = (hop.responseHeaders ?? [])
    .filter(([name]) => name.toLowerCase() === 'www-authenticate')
    .map(([, value]) => value.split(' ')[0])
  const sent = hop.requestHeaders.find(([name]) => name.toLowerCase() === 'authorization')
  const ways = offered.length > 0 ? `It offers ${[...new Set(offered)].join(', ')}.` : 'It offers no way to log on.'
  return {
    hop: hopText(hop),
    cause: '401',
    sentence:
      sent === undefined
        ? `${hop.host} wants a log-on for ${hop.target}, and the client sent none. ${ways}`
        : `${hop.host} refused the log-on for ${hop.target} (${sent[1].split(' ')[0]}): wrong user or password, or a way to log on that the vdir does not offer. ${ways}`,
  }
}

function unavailable(hop: HopRecord): Diagnosis | undefined {
  if (hop.status !== 503) return undefined
  const vdir = vdirOf(hop) ?? 'the vdir'
  return {
    hop: hopText(hop),
    cause: '503',
    sentence: `${hop.host} does not serve ${vdir} now: its application pool is stopped, or its component is offline. Start it again, or let the edge probe ${vdir} and use another server.`,
  }
}

const broken = (hop: HopRecord): Diagnosis => ({
  hop: hopText(hop),
  cause: hop.cause ?? 'internal',
  sentence: `${capital(hopText(hop))} could not serve ${hop.method} ${hop.target}: ${hop.detail ?? hop.cause}.`,
})

const refused = (hop: HopRecord): Diagnosis => ({
  hop: hopText(hop),
  cause: statusOf(hop),
  sentence: `${capital(hopText(hop))} answered ${statusOf(hop)} to ${hop.scheme} ${hop.method} ${hop.target}.`,
})

const statusOf = ({ status, subStatus }: HopRecord): string =>
  subStatus === undefined ? `${status}` : `${status}.${subStatus}`

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

const vdirOf = (hop: HopRecord): VdirName | undefined => {
  const [, first = ''] = pathOf(hop.target).split('/')
  return vdirNames.find((name) => name.toLowerCase() === first)
}
