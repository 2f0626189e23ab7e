// Outlook's search for Autodiscover (reference exchange-protocols.md 2.4), without Active Directory's SCP:
//
//   root-domain   https://contoso.com/autodiscover/autodiscover.xml
//   autodiscover  https://autodiscover.contoso.com/autodiscover/autodiscover.xml
//   http-redirect GET http://autodiscover.contoso.com/… without credentials ─▶ 302 to https
//   srv           _autodiscover._tcp.contoso.com, port 443

import { CauseError } from '../../../base/failure-cause.ts'
import { dnsName } from '../../../topology/schema/values.ts'
import type { ActionRun } from '../../action-run.ts'
import { type AuthenticationScheme, redirectOf } from '../../http/index.ts'
import { answered, placeOf, quoted } from '../../words.ts'
import { outlookHeaders } from '../outlook.ts'
import { type Asked, ask } from './ask.ts'

/** The steps of the search, in Outlook's order. */
export const searchMethods = ['root-domain', 'autodiscover', 'http-redirect', 'srv'] as const
/** One step of the search. */
export type SearchMethod = (typeof searchMethods)[number]

const path = '/autodiscover/autodiscover.xml'

/** A step of the search and what came of it. */
export interface Attempt {
  readonly method: SearchMethod
  readonly asked: Asked
}

/** Goes through the methods in order until one gives settings or another address. The last attempt is the outcome. */
export async function search(
  run: ActionRun,
  address: string,
  methods: readonly SearchMethod[],
  scheme: AuthenticationScheme,
): Promise<readonly Attempt[]> {
  const domain = address.slice(address.lastIndexOf('@') + 1)
  const attempts: Attempt[] = []
  for (const method of searchMethods.filter((one) => methods.includes(one))) {
    const found = await urlOf(run, method, domain)
    const asked = found instanceof URL ? await ask(run, found, address, scheme) : found
    attempts.push({ method, asked })
    if (!('failed' in asked)) break
  }
  return attempts
}

async function urlOf(run: ActionRun, method: SearchMethod, domain: string): Promise<URL | Asked> {
  if (!dnsName.safeParse(domain).success) return { failed: `${domain} is no domain` }
  if (method === 'root-domain') return new URL(`https://${domain}${path}`)
  if (method === 'autodiscover') return new URL(`https://autodiscover.${domain}${path}`)
  return method === 'srv' ? serviceRecord(run, domain) : plainRedirect(run, domain)
}

async function plainRedirect(run: ActionRun, domain: string): Promise<URL | Asked> {
  const url = new URL(`http://autodiscover.${domain}${path}`)
  try {
    const response = await run.send({ url, headers: outlookHeaders })
    const target = redirectOf(response)
    if (target?.protocol === 'https:') return target
    const to = target === undefined ? '' : `, which leads to ${placeOf(target)} and not to https`
    return { failed: `${answered(response)}${to}` }
  } catch (error) {
    run.context.signal.throwIfAborted()
    if (error instanceof CauseError) return { failed: quoted(error.message), cause: error }
    throw error
  }
}

async function serviceRecord(run: ActionRun, domain: string): Promise<URL | Asked> {
  const name = `_autodiscover._tcp.${domain}`
  const { from, signal } = run.context
  const { status, records } = await from.resolve(name, 'SRV', signal)
  const services = records
    .filter(({ type }) => type === 'SRV')
    .map(({ value }) => {
      const [priority = '', weight = '', port = '', target = ''] = value.split(/\s+/)
      return { priority: Number(priority), weight: Number(weight), port, target: target.replace(/\.$/, '') }
    })
    .sort((a, b) => a.priority - b.priority || b.weight - a.weight)
  const [first] = services
  if (first === undefined) return { failed: `${name} has no SRV record in the DNS of the ${from.vantage} (${status})` }
  // A lone dot says that there is no such service (RFC 2782).
  if (!dnsName.safeParse(first.target).success) return { failed: `the SRV record of ${name} names no host` }
  // Outlook takes no other port.
  if (first.port !== '443')
    return { failed: `the SRV record of ${name} names port ${first.port}, and Outlook takes 443 only` }
  return new URL(`https://${first.target}${path}`)
}
