import { element, textAt } from '../../protocols/wbxml/index.ts'
import type { HttpRequest } from '../http/index.ts'
import type { Phone } from './phone.ts'

/** How a Ping ended. */
export interface PingEnd {
  readonly status: string
  /** The nearest interval that the server would take, seconds; when it refuses the one asked for. */
  readonly limit: number | undefined
}

/** Has the server hold a Ping on a folder. @param milliseconds heartbeat @throws CauseError, PhoneRefusal */
export async function ping(
  phone: Phone,
  folder: string,
  milliseconds: number,
  onSent?: HttpRequest['onSent'],
): Promise<PingEnd> {
  const seconds = Math.round(milliseconds / 1_000)
  const watched = element('Ping', 'Folder', element('Ping', 'Id', folder), element('Ping', 'Class', 'Email'))
  const document = element(
    'Ping',
    'Ping',
    element('Ping', 'HeartbeatInterval', String(seconds)),
    element('Ping', 'Folders', watched),
  )
  // A device waits a minute longer than it asked for (reference 2.5).
  const options = { answerWithin: milliseconds + 60_000, ...(onSent ? { onSent } : {}) }
  const root = await phone.command('Ping', document, options)
  const limit = root && textAt(root, 'HeartbeatInterval')
  return { status: (root && textAt(root, 'Status')) ?? '', limit: limit === undefined ? undefined : Number(limit) }
}
