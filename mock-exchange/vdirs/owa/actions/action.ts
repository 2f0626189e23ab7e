import type { Markup } from '../../../xml/markup.ts'
import type { SentForm } from '../../web/form-data.ts'
import type { OwaCall } from '../call.ts'

/** What a form of OWA's pages does: a file of its own, and a line in `actions/index.ts`. */
export interface OwaAction {
  /** `a` of the form's URL. */
  readonly name: string
  /**
   * Does it, once the canary has been found right. The answer is where the browser goes next, or the page to be shown at
   * once. @throws OwaNotFound, MailboxError
   */
  run(call: OwaCall, form: SentForm): string | Markup | Promise<string | Markup>
}
