// How Outlook comes to its mailbox: Autodiscover, then MAPI over HTTP, then Outlook Anywhere.
//
//   Autodiscover ─▶ mapiHttp block? ─▶ URLs of this side first, then of the other ─▶ Connect
//                └▶ EXPR block ─▶ https://<host>/rpc/rpcproxy.dll ─▶ EcDoConnectEx       when none of them served

import { CauseError } from '../../../base/failure-cause.ts'
import type { ActionRun } from '../../action-run.ts'
import type { AuthenticationScheme } from '../../http/index.ts'
import { placeOf, quoted } from '../../words.ts'
import { type Asked, ask } from '../autodiscover/ask.ts'
import { circleOf, followAddresses } from '../autodiscover/follow-addresses.ts'
import type { BothSides, OutlookEndpoints, OutlookSettings } from '../autodiscover/pox.ts'
import { type SearchMethod, search, searchMethods } from '../autodiscover/search.ts'
import { connectByHttp } from './http-transport.ts'
import { connectByRpc } from './rpc-transport.ts'
import type { RopTransport } from './transport.ts'
import { Unavailable } from './unavailable.ts'

/** How to look for the mailbox. */
export interface FindOptions {
  /** The only URL of Autodiscover to ask; the whole search when undefined. */
  readonly url?: URL | undefined
  readonly auth: AuthenticationScheme
  /** The only way to the store to try; both, in Outlook's order, when undefined. */
  readonly transport?: MailboxTransport | undefined
}

/** A way to the mailbox store. */
type MailboxTransport = 'mapi-http' | 'outlook-anywhere'

/** A session with the store, and the way to it. Disposing of it ends channels that stand. */
export interface FoundMailbox extends Disposable {
  readonly session: RopTransport
  readonly transport: MailboxTransport
  readonly settings: OutlookSettings
}

/** What has been tried and did not lead there, in order. */
export interface FailedSearch {
  readonly failed: string
  readonly cause: CauseError | undefined
}

/** One way that can be tried. */
interface Way {
  readonly transport: MailboxTransport
  readonly url: URL
  connect(): Promise<RopTransport & Partial<Disposable>>
}

/** Notes facts of the search as it goes: method, attempts, log, certificatePrompts, transport, url. @throws an abort */
export async function findMailbox(run: ActionRun, options: FindOptions): Promise<FoundMailbox | FailedSearch> {
  const log: string[] = []
  let prompts = 0
  /** Outlook asks the user about a certificate, and here nobody says yes. */
  const failedWith = (what: string, cause: CauseError | undefined): void => {
    log.push(what)
    if (cause?.failureCause.startsWith('tls-')) prompts++
    run.note({ log: log.join('; '), certificatePrompts: prompts })
  }
  run.note({ log: '', certificatePrompts: 0 })
  const discovered = await discover(run, options, failedWith)
  if ('failed' in discovered) return discovered
  const { settings, endpoints } = discovered
  const ways = waysTo(run, settings, endpoints, options)
  if (ways.length === 0)
    return { failed: 'Autodiscover offers no way to the mailbox that Outlook takes.', cause: undefined }
  let last: CauseError | undefined
  for (const [index, { transport, url, connect }] of ways.entries()) {
    run.note({ attempts: index + 1, transport, url: placeOf(url) })
    try {
      const session = await connect()
      return { session, transport, settings, [Symbol.dispose]: () => session[Symbol.dispose]?.() }
    } catch (error) {
      run.context.signal.throwIfAborted()
      if (!(error instanceof CauseError)) throw error
      last = error
      failedWith(`${transport}: ${quoted(error.message)}`, error)
      // A wrong password is wrong everywhere; Outlook asks the user for another.
      if (error instanceof Unavailable && error.status === 401) break
    }
  }
  return { failed: last?.message ?? '', cause: last }
}

/** A PC in the organisation's network asks Active Directory first; others cannot reach it. */
function methodsFrom(run: ActionRun): readonly SearchMethod[] {
  return run.context.from.vantage === 'intranet' ? ['scp', ...searchMethods] : searchMethods
}

type Discovered = { readonly settings: OutlookSettings; readonly endpoints: OutlookEndpoints }

async function discover(
  run: ActionRun,
  { url, auth }: FindOptions,
  failedWith: (what: string, cause: CauseError | undefined) => void,
): Promise<Discovered | FailedSearch> {
  const end = await followAddresses(run.user.mailbox, async (address) => {
    const attempts: readonly { readonly method: string; readonly asked: Asked }[] =
      url === undefined
        ? await search(run, address, { methods: methodsFrom(run), scheme: auth })
        : [{ method: 'url', asked: await ask(run, url, address, auth) }]
    for (const { method, asked } of attempts) {
      if ('failed' in asked) failedWith(`${method}: ${asked.failed}`, asked.cause)
    }
    return attempts
  })
  if (end.kind === 'circle') return { failed: circleOf(end.address), cause: undefined }
  if (end.kind === 'found') {
    run.note({ method: end.attempt.method })
    return end.asked
  }
  const failures = end.attempts.flatMap(({ asked }) => ('failed' in asked ? [asked] : []))
  // A certificate that was refused explains more than that the last method of all found nothing either.
  const causes = failures.flatMap(({ cause }) => (cause === undefined ? [] : [cause]))
  const cause = causes.find(({ failureCause }) => failureCause.startsWith('tls-')) ?? causes.at(-1)
  const why = quoted(cause?.message ?? failures.at(-1)?.failed ?? 'every way is switched off')
  return { failed: `Autodiscover found no settings for ${end.address}: ${why}.`, cause }
}

function waysTo(
  run: ActionRun,
  { legacyDn: dn, mailboxServer }: OutlookSettings,
  { mapiHttp, outlookAnywhere }: OutlookEndpoints,
  { auth, transport: only }: FindOptions,
): readonly Way[] {
  const isInside = run.context.from.vantage === 'intranet'
  const ways: Way[] = []
  if (mapiHttp !== undefined && only !== 'outlook-anywhere') {
    const addressBooks = inOrder(mapiHttp.addressBook, isInside)
    for (const [index, url] of inOrder(mapiHttp.store, isInside).entries()) {
      const addressBook = addressBooks[index] ?? addressBooks[0]
      ways.push({
        transport: 'mapi-http',
        url,
        connect: () => connectByHttp(run, { store: url, addressBook, dn, auth }),
      })
    }
  }
  if (outlookAnywhere !== undefined && only !== 'mapi-http') {
    const proxy = new URL(`https://${outlookAnywhere.host}/rpc/rpcproxy.dll`)
    const scheme = auth === 'none' || auth === 'basic' ? auth : outlookAnywhere.auth
    ways.push({
      transport: 'outlook-anywhere',
      url: proxy,
      connect: () => connectByRpc(run, { proxy, mailboxServer, dn, auth: scheme }),
    })
  }
  return ways
}

/**
 * The URLs of a service in the order in which Outlook tries them: inside the organisation's network the internal one
 * first, outside the external one first; each once.
 */
function inOrder({ internal, external }: BothSides, isInside: boolean): readonly URL[] {
  const ordered = isInside ? [internal, external] : [external, internal]
  return [...new Set(ordered)]
    .filter((url) => url !== undefined && URL.canParse(url))
    .map((url) => new URL(String(url)))
}
