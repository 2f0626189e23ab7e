// Logging on by a web form (reference exchange-protocols.md 2.1).
//
//   GET start ─ redirects ─▶ logon page ─ POST name and password ─▶ 302 with cookies ─ redirects ─▶ the page asked for
//                    │                               └─▶ the logon page again: refused, or the cookies were not understood
//                    └─▶ the page at once: the session is logged on already

import { accountName } from '../account-name.ts'
import type { ActionRun } from '../action-run.ts'
import { type HttpResponse, headerValues, redirectOf } from '../http/index.ts'
import type { ActionResult } from '../types.ts'
import { answered, placeOf } from '../words.ts'
import { submit, visit } from './browser.ts'
import { type HtmlForm, HtmlPage, typedIn } from './html-form.ts'

/** A web site that logs on by a form, and how its own pages are told from others. */
export interface FormsLogOn {
  /** What the user wants to see, in words: `Outlook Web App`. */
  readonly site: string
  readonly start: URL
  /** Whether this answer is a page of the site itself, for a user who is logged on. */
  readonly isInside: (page: HttpResponse) => boolean
  /** Cookies that the site logs a user on with, as the beginning of their names. */
  readonly cookiePrefix: string
  /** Called once the logon page is there, as its script would be. */
  readonly onLogOnPage?: (page: HttpResponse) => void
  /** Whether a session that is logged on already will do; without it, a logon page must come. */
  readonly goesOn?: boolean
}

type Outcome = { readonly page: HttpResponse } | { readonly failed: ActionResult }

/** Logs the run's user on. Facts: logOnPage, landedOn, url, cookies, secureCookies, user. */
export async function logOnByForm(run: ActionRun, logOn: FormsLogOn): Promise<Outcome> {
  const { password } = run.user
  const account = accountName(run.user)
  const opened = (await visit(run, logOn.start)).at(-1)
  const form = opened && (await formOf(opened))
  if (opened === undefined || form === undefined) {
    if (logOn.goesOn && opened?.status === 200 && logOn.isInside(opened)) return { page: opened }
    return { failed: noLogOnPage(run, logOn, opened) }
  }
  run.note({ logOnPage: opened.url.pathname })
  logOn.onLogOnPage?.(opened)

  const sent = await submit(run, opened.url, form, typedIn(form, account, password))
  const cookies = headerValues(sent.headers, 'set-cookie').filter((line) =>
    line.toLowerCase().startsWith(logOn.cookiePrefix.toLowerCase()),
  )
  const target = redirectOf(sent)
  const refused = (await formOf(sent)) !== undefined || (cookies.length === 0 && target !== undefined)
  if (refused) {
    const [reason] = /^\d+$/.exec(target?.searchParams.get('reason') ?? '') ?? []
    const why = reason === undefined ? '' : ` (reason=${reason})`
    const facts = reason === undefined ? {} : { reason: Number(reason) }
    return { failed: run.failed(`${placeOf(sent.url)} refused name or password of ${account}${why}.`, facts) }
  }
  if (target === undefined) return { failed: run.failed(`The logon form was sent, and ${answered(sent)}.`) }
  run.note({
    cookies: cookies.map((line) => line.split('=', 1)[0]).join(', '),
    secureCookies: cookies.every((line) => /;\s*secure\s*(;|$)/i.test(line)),
  })

  const page = (await visit(run, target)).at(-1)
  if (page === undefined) return { failed: run.failed(`${placeOf(target)} could not be opened.`) }
  run.note({ landedOn: page.url.pathname, url: page.url.href })
  if ((await formOf(page)) !== undefined) {
    const summary = `${account} was logged on and got the logon page again: the server did not accept its cookies. That happens when the request reaches another server with another certificate, or when cookies marked secure go over plain HTTP.`
    return { failed: run.failed(summary, { loop: true }) }
  }
  if (page.status !== 200 || !logOn.isInside(page)) return { failed: run.failed(`${answered(page)} after the logon.`) }
  run.note({ user: account })
  return { page }
}

const formOf = async ({ status, body }: HttpResponse): Promise<HtmlForm | undefined> =>
  status === 200 ? (await HtmlPage.read(body.toString('utf8'))).logOnForm : undefined

function noLogOnPage(run: ActionRun, { site, start }: FormsLogOn, page: HttpResponse | undefined): ActionResult {
  if (page === undefined) return run.failed(`${placeOf(start)} could not be opened.`)
  if (redirectOf(page) !== undefined) {
    return run.failed(`${placeOf(start)} redirects in a circle, last to ${placeOf(page.url)}.`, { loop: true })
  }
  const what = page.status === 200 ? `${placeOf(page.url)} is no logon page` : answered(page)
  return run.failed(`The logon page of ${site} did not come: ${what}.`, { landedOn: page.url.pathname })
}
