// What ROPs can ask of the attachment that holds an exception of a series ([MS-OXOCAL] 2.2.10.1; PidTagAttachmentFlags
// recalled).

import { tags } from '../../../protocols/mapi/property-tags.ts'
import type { Appointment } from '../../mailbox/item.ts'
import { contentAt } from '../../mailbox/occurrence-changes.ts'
import { wallTime } from '../../mailbox/time-zone.ts'
import { PropertyTable } from './getters.ts'

/** An occurrence of a series, with the number of its attachment. */
interface ExceptionSubject {
  readonly number: number
  readonly series: Appointment
  /** Start that the rule has, in milliseconds since 1970. */
  readonly original: number
}

/** Number of the attachment of the first exception of a series: behind all that a message may have. */
export const firstException = 0x1_0000

/** PidTagAttachMethod: a message. */
export const embedded = 5
/** PidTagAttachmentFlags: an exception. */
const exceptionFlag = 2
/** PidTagObjectType of an attachment. */
const attachmentType = 7
/** PidTagRenderingPosition of one that stands nowhere in the text. */
const nowhere = -1

export const exceptionProperties = new PropertyTable<ExceptionSubject>([
  [tags.attachNumber, ({ number }) => number],
  [tags.attachSize, ({ series, original }) => contentAt(series, original).body.content.length],
  [tags.attachMethod, () => embedded],
  [tags.attachmentHidden, () => true],
  [tags.attachmentFlags, () => exceptionFlag],
  [tags.attachFlags, () => 0],
  [tags.displayName, ({ series, original }) => contentAt(series, original).subject],
  [tags.exceptionReplaceTime, ({ original }) => original],
  [tags.exceptionStartTime, ({ series, original }) => wallTime(contentAt(series, original).start, series.timeZone)],
  [tags.exceptionEndTime, ({ series, original }) => wallTime(contentAt(series, original).end, series.timeZone)],
  [tags.renderingPosition, () => nowhere],
  [tags.objectType, () => attachmentType],
  [tags.accessLevel, () => 1],
])
