import type { MailboxEvent } from '../../../mailbox/changes.ts'
import { hold } from '../../held-request.ts'
import type { ActiveSyncCall } from '../command.ts'

/** How a wait ended; `anew`: the device must fetch its folders again. */
type WatchEnd = 'news' | 'expired' | 'anew'

/**
 * Holds a request until there is news in one of the folders or the time is over, on the lab's clock. `hasNews` is asked at
 * once, and whenever something happens in a folder of `counters`. Undefined when the wait was broken off.
 */
export function watch(
  call: ActiveSyncCall,
  milliseconds: number,
  counters: ReadonlySet<number>,
  hasNews: () => boolean,
): Promise<WatchEnd | undefined> {
  const { clock, device, mailbox } = call
  const concerns = (event: MailboxEvent): boolean =>
    counters.has(event.folder.id.counter) || ('oldFolder' in event && counters.has(event.oldFolder.id.counter))
  return hold<WatchEnd>(call, (settle) => {
    const cancelTimer = clock.after(milliseconds, () => settle('expired'))
    const cancelAnew = device.onAnew(() => settle('anew'))
    const cancelListener = mailbox.onChange((event) => {
      if (!concerns(event)) return
      if (event.type === 'folder-deleted') settle('anew')
      else if (hasNews()) settle('news')
    })
    if (hasNews()) settle('news')
    return () => {
      cancelTimer()
      cancelAnew()
      cancelListener()
    }
  })
}
