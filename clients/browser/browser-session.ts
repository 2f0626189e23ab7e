// A browser in which somebody works: pages one after the other, links and forms of the present one.

import { CauseError } from '../../base/failure-cause.ts'
import type { ActionRun } from '../action-run.ts'
import { type HttpResponse, headerValue, redirectOf } from '../http/index.ts'
import type { ActionResult } from '../types.ts'
import { answered, placeOf } from '../words.ts'
import { submit, visit } from './browser.ts'
import { type FormsLogOn, logOnByForm } from './forms-log-on.ts'
import { filledWith, type HtmlForm, HtmlPage } from './html-form.ts'

/** A page that is shown, with where it came from. */
export interface ShownPage {
  readonly url: URL
  readonly html: HtmlPage
}

/** Why the browser could not go on: a result for the action. */
class BrowserStopped extends Error {
  override readonly name = 'BrowserStopped'
  readonly result: ActionResult

  constructor(result: ActionResult) {
    super(result.summary)
    this.result = result
  }
}

/**
 * One user's browser within a running action; cookies and connections are those of the run's session. Whatever does not
 * lead to a page of the site throws `BrowserStopped` with the sentence to end the action with, or `CauseError`.
 */
export class BrowserSession {
  readonly #run: ActionRun
  readonly #site: FormsLogOn

  constructor(run: ActionRun, site: FormsLogOn) {
    this.#run = run
    this.#site = { ...site, goesOn: true }
  }

  /** Opens the site, logs on when it asks for that. */
  async enter(): Promise<ShownPage> {
    const outcome = await logOnByForm(this.#run, this.#site)
    if ('failed' in outcome) throw new BrowserStopped(outcome.failed)
    return shown(outcome.page)
  }

  /** Opens an address, or a link of a page. */
  async open(url: URL): Promise<ShownPage> {
    return this.#inside((await visit(this.#run, url)).at(-1), url)
  }

  /** Fills in a form of a page and sends it; shows what comes of it. Boxes are marked by a value, unmarked by `undefined`. */
  async send(
    page: ShownPage,
    form: HtmlForm,
    values: Readonly<Record<string, string | undefined>>,
  ): Promise<ShownPage> {
    const answer = await submit(this.#run, page.url, form, filledWith(form, values))
    const target = redirectOf(answer)
    return target === undefined ? this.#inside(answer, answer.url) : this.open(target)
  }

  /** Ends the action with a sentence. */
  stop(summary: string): never {
    throw new BrowserStopped(this.#run.failed(summary))
  }

  async #inside(answer: HttpResponse | undefined, url: URL): Promise<ShownPage> {
    if (answer === undefined) throw new CauseError('bad-response', `${placeOf(url)} could not be opened.`)
    if (redirectOf(answer) !== undefined)
      this.stop(`${placeOf(url)} redirects in a circle, last to ${placeOf(answer.url)}.`)
    const isHtml = /^text\/html/i.test(headerValue(answer.headers, 'content-type') ?? '')
    if (answer.status !== 200 || !isHtml) this.stop(`${answered(answer)}.`)
    const page = await shown(answer)
    if (page.html.logOnForm === undefined) return page
    const summary = `${placeOf(url)} led to the logon page: the session has ended, or the server does not know its cookies.`
    throw new BrowserStopped(this.#run.failed(summary, { loop: true }))
  }
}

/** The result of an action's work in a browser, or of why it stopped. */
export async function inBrowser(work: () => Promise<ActionResult>): Promise<ActionResult> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof BrowserStopped) return error.result
    throw error
  }
}

async function shown({ url, body }: HttpResponse): Promise<ShownPage> {
  return { url, html: await HtmlPage.read(body.toString('utf8')) }
}
