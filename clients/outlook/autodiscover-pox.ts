import * as z from 'zod'
import { emailAddress, webUrl } from '../../topology/schema/values.ts'
import { defineAction } from '../define-action.ts'
import { scheme } from '../options.ts'
import { ask } from './autodiscover/ask.ts'
import { circleOf, followAddresses } from './autodiscover/follow-addresses.ts'
import { type Attempt, search, searchMethods } from './autodiscover/search.ts'

export const autodiscoverPox = defineAction({
  name: 'autodiscover.pox',
  about:
    'Outlook looks for the settings of an e-mail address (POX), at one URL or along its whole search. Facts: method (url, root-domain, autodiscover, http-redirect, srv), url, attempts, log, certificateWarnings, address, ewsUrl, owaUrl, ecpUrl, oabUrl, mapiUrl, rpcServer, mailboxServer, displayName, legacyDn.',
  options: z.strictObject({
    url: webUrl
      .transform((text) => new URL(text))
      .optional()
      .describe('the only URL to ask; the whole search when absent'),
    email: emailAddress.optional().describe('the address; that of the mailbox of the user when absent'),
    methods: z
      .array(z.enum(searchMethods))
      .min(1)
      .default([...searchMethods])
      .describe('steps of the search to take, always in the order of Outlook'),
    auth: scheme('ntlm'),
  }),
  async act(run, { url, email, methods, auth }) {
    const log: string[] = []
    let attempts = 0
    let warnings = 0
    const end = await followAddresses(email ?? run.user.mailbox, async (address) => {
      const tried: readonly (Attempt | { method: 'url'; asked: Attempt['asked'] })[] =
        url === undefined
          ? await search(run, address, { methods, scheme: auth })
          : [{ method: 'url', asked: await ask(run, url, address, auth) }]
      attempts += tried.length
      for (const { method, asked } of tried) {
        if ('address' in asked) log.push(`${method}: another address, ${asked.address}`)
        if (!('failed' in asked)) continue
        log.push(`${method}: ${asked.failed}`)
        // Outlook shows the user a warning here, and goes on once it is declined.
        if (asked.cause?.failureCause.startsWith('tls-')) warnings++
      }
      run.note({ attempts, certificateWarnings: warnings, log: log.join('; '), address })
      return tried
    })
    if (end.kind === 'circle') return run.failed(circleOf(end.address))
    if (end.kind === 'not-found') {
      const last = end.attempts.at(-1)?.asked
      const cause = last !== undefined && 'failed' in last ? last.cause?.failureCause : undefined
      return run.failed(`Autodiscover found no settings for ${end.address}: ${log.join('; ')}.`, {}, cause)
    }
    const { method } = end.attempt
    const { settings, url: answeredAt } = end.asked
    return run.ok(`Autodiscover found the settings of ${end.address} at ${answeredAt.host} (${method}).`, {
      ...settings,
      method,
      url: answeredAt.href,
    })
  },
})
