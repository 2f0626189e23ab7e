// Outlook's search for Autodiscover (reference exchange-protocols.md 2.4):
//
//   last-known-good  the URL that answered the last time, where the profile has one
//   scp              the service connection points in Active Directory, asked of a domain controller by LDAP
//   root-domain      https://contoso.com/autodiscover/autodiscover.xml
//   autodiscover     https://autodiscover.contoso.com/autodiscover/autodiscover.xml
//   http-redirect    GET http://autodiscover.contoso.com/… without credentials ─▶ 302 to https
//   srv              _autodiscover._tcp.contoso.com, port 443

import { CauseError } from '../../../base/failure-cause.ts'
import { dnsName } from '../../../topology/schema/values.ts'
import type { ActionRun } from '../../action-run.ts'
import { type AuthenticationScheme, redirectOf } from '../../http/index.ts'
import { answered, placeOf, quoted } from '../../words.ts'
import { outlookHeaders } from '../outlook.ts'
import { type Asked, ask } from './ask.ts'
import { findConnectionPoints } from './connection-points.ts'
import { findServiceRecord } from './service-record.ts'

/** The steps that every Outlook can take, whether its PC belongs to a domain or not, in order. */
export const searchMethods = ['root-domain', 'autodiscover', 'http-redirect', 'srv'] as const

/** All steps, in Outlook's order. */
export const allSearchMethods = ['last-known-good', 'scp', ...searchMethods] as const
/** One step of the search. */
export type SearchMethod = (typeof allSearchMethods)[number]

const path = '/autodiscover/autodiscover.xml'

/** A step of the search and what came of it. */
export interface Attempt {
  readonly method: SearchMethod
  /** What was asked; undefined when the step led to no URL. */
  readonly url?: URL | undefined
  readonly asked: Asked
  /** Outlook asks its user whether this host may set up the account. */
  readonly warnedOf?: string | undefined
}

export interface SearchOptions {
  readonly methods: readonly SearchMethod[]
  readonly scheme: AuthenticationScheme
  /** Active Directory domain of the PC; that of the address when absent. */
  readonly activeDirectoryDomain?: string | undefined
  /** Active Directory site of the PC. */
  readonly site?: string
  readonly lastKnownGood?: URL | undefined
  /** Hosts that may set up an account without a question (the registry's RedirectServers). */
  readonly redirectServers?: readonly string[]
  /** What the user answers when Outlook asks whether a host may set up the account. */
  readonly allowRedirects?: boolean
}

/** Where a step leads; `redirected` when something less sure than https named the host. */
interface Candidate {
  readonly url: URL
  readonly redirected?: boolean
}

/** Goes through the methods in order until one gives settings or another address. The last attempt is the outcome. */
export async function search(run: ActionRun, address: string, options: SearchOptions): Promise<readonly Attempt[]> {
  const domain = address.slice(address.lastIndexOf('@') + 1)
  const attempts: Attempt[] = []
  for (const method of allSearchMethods.filter((one) => options.methods.includes(one))) {
    const candidates = await candidatesOf(run, method, domain, options)
    if (!Array.isArray(candidates)) {
      attempts.push({ method, asked: candidates })
      continue
    }
    for (const { url, redirected = false } of candidates) {
      const warnedOf = redirected && !isAllowed(url, options) ? url.hostname : undefined
      const asked =
        warnedOf !== undefined && options.allowRedirects === false
          ? { failed: `the user does not allow ${warnedOf} to set up the account` }
          : await ask(run, url, address, options.scheme)
      attempts.push({ method, url, asked, warnedOf })
      if (!('failed' in asked)) return attempts
    }
  }
  return attempts
}

function isAllowed(url: URL, { redirectServers = [] }: SearchOptions): boolean {
  return redirectServers.some((name) => name.toLowerCase() === url.hostname)
}

async function candidatesOf(
  run: ActionRun,
  method: SearchMethod,
  domain: string,
  { activeDirectoryDomain = domain, site = '', lastKnownGood }: SearchOptions,
): Promise<Candidate[] | Failed> {
  if (method === 'last-known-good') {
    return lastKnownGood === undefined ? { failed: 'the profile has none' } : [{ url: lastKnownGood }]
  }
  if (!dnsName.safeParse(domain).success) return { failed: `${domain} is no domain` }
  switch (method) {
    case 'scp':
      return connectionPoints(run, activeDirectoryDomain, site)
    case 'root-domain':
      return [{ url: new URL(`https://${domain}${path}`) }]
    case 'autodiscover':
      return [{ url: new URL(`https://autodiscover.${domain}${path}`) }]
    case 'http-redirect':
      return plainRedirect(run, domain)
    case 'srv':
      return serviceRecord(run, domain)
  }
}

type Failed = Extract<Asked, { failed: string }>

async function connectionPoints(run: ActionRun, domain: string, site: string): Promise<Candidate[] | Failed> {
  try {
    const urls = await findConnectionPoints(run, domain, site)
    if (urls.length === 0) return { failed: 'Active Directory has no service connection point of Autodiscover' }
    return urls.map((url) => ({ url }))
  } catch (error) {
    run.context.signal.throwIfAborted()
    if (error instanceof CauseError) return { failed: quoted(error.message), cause: error }
    throw error
  }
}

async function plainRedirect(run: ActionRun, domain: string): Promise<Candidate[] | Failed> {
  const url = new URL(`http://autodiscover.${domain}${path}`)
  try {
    const response = await run.send({ url, headers: outlookHeaders })
    const target = redirectOf(response)
    if (target?.protocol === 'https:') return [{ url: target, redirected: true }]
    const to = target === undefined ? '' : `, which leads to ${placeOf(target)} and not to https`
    return { failed: `${answered(response)}${to}` }
  } catch (error) {
    run.context.signal.throwIfAborted()
    if (error instanceof CauseError) return { failed: quoted(error.message), cause: error }
    throw error
  }
}

async function serviceRecord(run: ActionRun, domain: string): Promise<Candidate[] | Failed> {
  const found = await findServiceRecord(run.context.from, domain, run.context.signal)
  if ('failed' in found) return { failed: found.failed }
  return [{ url: new URL(`https://${found.host}${path}`), redirected: true }]
}
