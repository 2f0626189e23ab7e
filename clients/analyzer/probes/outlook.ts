// Outlook: finds its settings, opens the mailbox by MAPI over HTTP and by Outlook Anywhere, fetches the address book.

import type { AuthenticationScheme } from '../../http/index.ts'
import { ewsGetFolder } from '../../outlook/ews-get-folder.ts'
import { mapiConnect } from '../../outlook/mapi-connect.ts'
import { oabDownload } from '../../outlook/oab-download.ts'
import { outlookAnywhereConnect } from '../../outlook/outlook-anywhere-connect.ts'
import { outlookConnect } from '../../outlook/outlook-connect.ts'
import { rpcPing } from '../../outlook/rpc-ping.ts'
import type { ActionResult } from '../../types.ts'
import type { Probe } from '../probe.ts'
import type { Step } from '../step.ts'
import { runActionIn, testAction } from '../steps/action.ts'
import { testAuthentication } from '../steps/authentication.ts'
import { testAutodiscover } from '../steps/autodiscover.ts'
import { testEndpoint } from '../steps/endpoint.ts'
import { testFreeBusy } from '../steps/ews.ts'

/** One service that Outlook uses, at the URL that Autodiscover gave. */
interface Service {
  readonly title: string
  readonly url: string
  readonly test: (step: Step, url: URL) => Promise<unknown>
}

export const outlook: Probe = {
  name: 'outlook',
  about: 'Outlook: Autodiscover in all its ways, MAPI over HTTP, Outlook Anywhere, offline address book, EWS',
  logsOn: true,
  title: ({ email, host, domain }) => `Outlook connectivity for ${email ?? host ?? domain}`,
  async run(step, target) {
    const known = new Set<string>()
    const settings = await testAutodiscover(step, target, known)
    const auth = step.world.auth ?? 'ntlm'
    for (const { title, url, test } of servicesOf(settings, auth, String(settings['address'] ?? target.email ?? ''))) {
      if (url === '') {
        step.skip(title, 'Autodiscover names no URL for it.')
        continue
      }
      await step.attempt(title, async (inner) => {
        if (!URL.canParse(url)) return inner.fail('no-url', `Autodiscover names ${url}, which is no URL.`)
        const at = new URL(url)
        inner.detail('URL', at.href)
        await testEndpoint(inner, at, known)
        await testAuthentication(inner, { url: at, wanted: [auth], windows: true })
        await test(inner, at)
      })
    }
    // What was tested piece by piece, as a whole; it begins with a search of its own, which a named host would not have.
    if (target.host !== undefined) return
    for (const [transport, name, needs] of transports) {
      if (String(settings[needs] ?? '') === '') continue
      await step.attempt(`A whole start of Outlook by ${name}`, (inner) =>
        runActionIn(inner, { action: outlookConnect, with: { auth, transport } }),
      )
    }
  },
}

/** Ways to the mailbox, and the setting of Autodiscover without which each is not offered. */
const transports = [
  ['mapi-http', 'MAPI over HTTP', 'mapiUrl'],
  ['outlook-anywhere', 'Outlook Anywhere', 'rpcServer'],
] as const

function servicesOf(settings: ActionResult['facts'], auth: AuthenticationScheme, email: string): readonly Service[] {
  const fact = (name: string): string => String(settings[name] ?? '')
  const rpcServer = fact('rpcServer')
  const userDn = fact('legacyDn')
  return [
    {
      title: 'MAPI over HTTP',
      url: fact('mapiUrl'),
      test: (step, url) =>
        testAction(step, 'Connect to the mailbox', {
          action: mapiConnect,
          with: { url: url.href, auth, ...(userDn === '' ? {} : { userDn }) },
        }),
    },
    {
      title: 'Outlook Anywhere (RPC over HTTP)',
      url: rpcServer === '' ? '' : `https://${rpcServer}/rpc/rpcproxy.dll`,
      test: (step, url) => testOutlookAnywhere(step, url, fact('mailboxServer'), auth),
    },
    {
      title: 'Offline address book',
      url: fact('oabUrl'),
      test: (step, url) =>
        testAction(step, 'Download the address book', { action: oabDownload, with: { url: url.href, auth } }),
    },
    {
      title: 'Exchange Web Services (free/busy, out of office)',
      url: fact('ewsUrl'),
      async test(step, url) {
        await testAction(step, 'Open the Inbox', { action: ewsGetFolder, with: { url: url.href, auth } })
        await testFreeBusy(step, { url, auth }, email)
      },
    },
  ]
}

/** Each port of the RPC proxy is another service of Outlook's (reference exchange-protocols.md 2.8). */
async function testOutlookAnywhere(step: Step, url: URL, server: string, auth: AuthenticationScheme): Promise<void> {
  await step.attempt('Calls to the endpoint mapper, the store and the referral service (as RPCPing)', (inner) =>
    runActionIn(inner, { action: rpcPing, with: { url: url.href, auth, ...(server === '' ? {} : { server }) } }),
  )
  for (const [port, service] of [
    [6001, 'the mailbox store'],
    [6002, 'the referral service'],
    [6004, 'the directory'],
  ] as const) {
    await step.attempt(`Both channels to ${service} (port ${port}), and a bind`, (inner) =>
      runActionIn(inner, {
        action: outlookAnywhereConnect,
        with: { url: url.href, auth, port, ...(server === '' ? {} : { server }) },
      }),
    )
  }
}
