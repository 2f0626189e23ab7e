import type { Markup } from '../../../xml/markup.ts'
import type { OwaCall } from '../call.ts'
import { calendarPage } from './calendar.ts'
import { composePage, draftModes } from './compose.ts'
import { contactsPage } from './contacts.ts'
import { messagePage } from './message.ts'
import { messageListPage } from './message-list.ts'

type Page = (call: OwaCall) => Markup | Promise<Markup>

/** Pages by `ae` and `t` or `a` of the URL, as OWA's pages for plain browsers name them. */
const pages: ReadonlyMap<string, Page> = new Map<string, Page>([
  ['Folder IPF.Appointment', calendarPage],
  ['Folder IPF.Contact', contactsPage],
  ['Item Open', messagePage],
  ...draftModes.map((mode): [string, Page] => [`Item ${mode}`, composePage]),
])

/** The page that a URL asks for; the Inbox when it asks for none. */
export function pageOf(query: URLSearchParams): Page {
  const ae = query.get('ae')
  const kind = ae === 'Item' ? query.get('a') : query.get('t')
  return pages.get(`${ae} ${kind}`) ?? messageListPage
}
