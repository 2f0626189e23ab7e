import * as z from 'zod'
import type { FailureCause } from '../../base/failure-cause.ts'
import { adSite, dnsName, emailAddress, webUrl } from '../../topology/schema/values.ts'
import type { ActionRun, Facts } from '../action-run.ts'
import { defineAction } from '../define-action.ts'
import { scheme } from '../options.ts'
import type { ActionResult } from '../types.ts'
import { placeOf } from '../words.ts'
import { circleOf, followAddresses, type SearchEnd } from './autodiscover/follow-addresses.ts'
import { type Attempt, allSearchMethods, type SearchMethod, search } from './autodiscover/search.ts'

const exclude = (what: string): z.ZodDefault<z.ZodBoolean> =>
  z.boolean().default(false).describe(`registry switch: ${what}`)

const options = z.strictObject({
  email: emailAddress.optional().describe('the address; that of the mailbox of the user when absent'),
  auth: scheme('ntlm'),
  site: adSite.default('Default-First-Site-Name').describe('Active Directory site that the PC stands in'),
  activeDirectoryDomain: dnsName
    .optional()
    .describe('DNS name of the domain that the PC belongs to; that of the address when absent'),
  lastKnownGood: webUrl
    .transform((text) => new URL(text))
    .optional()
    .describe('URL that answered the last time, as the profile keeps it; it is asked first'),
  excludeScpLookup: exclude('no lookup in Active Directory; a PC outside of the domain makes none'),
  excludeHttpsRootDomain: exclude('the root domain is not asked'),
  excludeHttpsAutoDiscoverDomain: exclude('the autodiscover host is not asked'),
  excludeHttpRedirect: exclude('no redirect by plain HTTP is looked for'),
  excludeSrvRecord: exclude('no SRV record is looked for'),
  excludeLastKnownGoodUrl: exclude('the URL of the last time is not asked'),
  redirectServers: z
    .array(dnsName)
    .default([])
    .describe('hosts to which a redirect or SRV record may lead without a question (the registry’s RedirectServers)'),
  allowRedirects: z
    .boolean()
    .default(true)
    .describe('what the user answers when Outlook asks whether a host may set up the account'),
  prompts: z
    .enum(['fail', 'decline'])
    .default('fail')
    .describe(
      'fail: a certificate that Outlook warns of is a failure, whatever comes after; decline: the user goes on',
    ),
})
type Options = z.output<typeof options>

/** What Outlook warns its user of and may be told to overlook; anything else about TLS is simply a failure. */
const warned: ReadonlySet<FailureCause> = new Set(['tls-name-mismatch', 'tls-untrusted', 'tls-expired'])

/** What the results of all rounds come to. */
class Story {
  readonly tried: string[] = []
  readonly prompts: string[] = []
  readonly redirects: string[] = []
  promptCause: Attempt['asked'] | undefined
  attempts = 0

  add(attempts: readonly Attempt[]): void {
    this.attempts += attempts.length
    for (const { method, url, asked, warnedOf } of attempts) {
      const place = url === undefined ? '' : ` (${placeOf(url)})`
      if (warnedOf !== undefined) this.redirects.push(warnedOf)
      if (!('failed' in asked)) {
        this.tried.push(`${method}${place}: ${'address' in asked ? `another address, ${asked.address}` : 'settings'}`)
        continue
      }
      this.tried.push(`${method}${place}: ${asked.failed}`)
      // Outlook shows its user a warning of the certificate, and stands still until it is answered.
      if (asked.cause !== undefined && warned.has(asked.cause.failureCause)) {
        this.prompts.push(asked.failed)
        this.promptCause ??= asked
      }
    }
  }

  get facts(): Facts {
    const { tried, prompts, redirects, attempts } = this
    return {
      attempts,
      tried: tried.join('; '),
      certificateWarnings: prompts.length,
      redirectWarnings: redirects.length,
      redirectWarning: redirects.join(', '),
    }
  }
}

export const autodiscoverSearch = defineAction({
  name: 'autodiscover.search',
  about:
    'Outlook on a PC of the domain looks for the settings of an e-mail address along its whole search: last known good URL, service connection point (LDAP), root domain, autodiscover host, HTTP redirect, SRV record. A certificate that Outlook warns of fails it. Facts: method (last-known-good, scp, root-domain, autodiscover, http-redirect, srv), url, attempts, tried (each way with what came of it), certificateWarnings, redirectWarnings, redirectWarning (hosts that Outlook asks about), address, ewsUrl, owaUrl, ecpUrl, oabUrl, mapiUrl, rpcServer, mailboxServer, displayName, legacyDn.',
  options,
  async act(run, given) {
    const story = new Story()
    const end = await followAddresses(given.email ?? run.user.mailbox, async (address) => {
      const attempts = await search(run, address, { ...given, methods: methodsOf(given), scheme: given.auth })
      story.add(attempts)
      run.note({ ...story.facts, address })
      return attempts
    })
    if (end.kind === 'circle') return run.failed(circleOf(end.address))
    if (end.kind === 'found') return found(run, end, story, given)
    const last = end.attempts.at(-1)?.asked
    if (last === undefined) return run.failed('Every way of the search is switched off.')
    const cause = 'failed' in last ? last.cause?.failureCause : undefined
    return run.failed(`Autodiscover found no settings for ${end.address}: ${story.tried.join('; ')}.`, {}, cause)
  },
})

function methodsOf(given: Options): readonly SearchMethod[] {
  const excluded: Readonly<Record<SearchMethod, boolean>> = {
    'last-known-good': given.excludeLastKnownGoodUrl || given.lastKnownGood === undefined,
    scp: given.excludeScpLookup,
    'root-domain': given.excludeHttpsRootDomain,
    autodiscover: given.excludeHttpsAutoDiscoverDomain,
    'http-redirect': given.excludeHttpRedirect,
    srv: given.excludeSrvRecord,
  }
  return allSearchMethods.filter((method) => !excluded[method])
}

function found(
  run: ActionRun,
  { address, attempt: { method }, asked: { settings, url } }: Extract<SearchEnd<Attempt>, { kind: 'found' }>,
  story: Story,
  { prompts }: Options,
): ActionResult {
  const facts = { ...settings, method, url: url.href }
  const where = `the settings of ${address} at ${url.host} (${method})`
  const [prompt] = story.prompts
  if (prompt === undefined || prompts === 'decline') return run.ok(`Autodiscover found ${where}.`, facts)
  const cause = story.promptCause !== undefined && 'failed' in story.promptCause ? story.promptCause.cause : undefined
  return run.failed(
    `Outlook warns of a certificate on the way: ${prompt}. After that it finds ${where}.`,
    facts,
    cause?.failureCause,
  )
}
