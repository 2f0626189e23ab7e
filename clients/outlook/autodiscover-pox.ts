import * as z from 'zod'
import { emailAddress, webUrl } from '../../topology/schema/values.ts'
import { defineAction } from '../define-action.ts'
import { scheme } from '../options.ts'
import { ask } from './autodiscover/ask.ts'
import { type Attempt, search, searchMethods } from './autodiscover/search.ts'

/** Addresses that may be passed on before it is a circle. */
const mostAddresses = 10

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
    let address = email ?? run.user.mailbox
    const log: string[] = []
    let attempts = 0
    let warnings = 0
    for (let addresses = 0; addresses < mostAddresses; addresses++) {
      const tried: readonly (Attempt | { method: 'url'; asked: Attempt['asked'] })[] =
        url === undefined
          ? await search(run, address, { methods, scheme: auth })
          : [{ method: 'url', asked: await ask(run, url, address, auth) }]
      attempts += tried.length
      for (const { method, asked } of tried) {
        if (!('failed' in asked)) continue
        log.push(`${method}: ${asked.failed}`)
        // Outlook shows the user a warning here, and goes on once it is declined.
        if (asked.cause?.failureCause.startsWith('tls-')) warnings++
      }
      const last = tried.at(-1)
      run.note({ attempts, certificateWarnings: warnings, log: log.join('; '), address })
      if (last === undefined || 'failed' in last.asked) {
        const cause = last?.asked !== undefined && 'failed' in last.asked ? last.asked.cause?.failureCause : undefined
        return run.failed(`Autodiscover found no settings for ${address}: ${log.join('; ')}.`, {}, cause)
      }
      if ('settings' in last.asked) {
        const { settings, url: answeredAt } = last.asked
        return run.ok(`Autodiscover found the settings of ${address} at ${answeredAt.host} (${last.method}).`, {
          ...settings,
          method: last.method,
          url: answeredAt.href,
        })
      }
      log.push(`${last.method}: another address, ${last.asked.address}`)
      address = last.asked.address
    }
    return run.failed(`Autodiscover is passed on from address to address, last to ${address}.`)
  },
})
