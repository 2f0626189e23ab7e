// MAPI properties of items of every kind ([MS-OXCMSG] 2.2.1, [MS-OXOFLAG], [MS-OXORMDR]).

import { named } from '../../../protocols/mapi/named-properties.ts'
import { tags } from '../../../protocols/mapi/property-tags.ts'
import { plainText } from '../body-text.ts'
import { storeIdBytes } from '../entry-id.ts'
import { hasAttachments } from '../has-attachments.ts'
import { type Item, importances, type Sensitivity, sensitivities } from '../item.ts'
import { isNativeRtf, rtfChange, rtfOf } from '../rtf/rtf-body.ts'
import { splitSubject, topicOf } from '../subject.ts'
import { asText, kept, type MapiProperty, row } from './property.ts'

/** Bits of PidTagMessageFlags ([MS-OXCMSG] 2.2.1.6). */
const messageFlags = { read: 0x01, unsent: 0x08, hasAttachments: 0x10 } as const
/** PidTagFlagStatus ([MS-OXOFLAG] 2.2.1.1). */
const flagStates = ['none', 'complete', 'flagged'] as const
/** PidTagNativeBody ([MS-OXRTFEX] 2.1.4.1): what the body was written as. */
const nativeBodies = { text: 1, rtf: 2, html: 3 } as const
/** PidTagObjectType of a message ([MS-OXCPRPT] 2.2.1.7). */
const messageType = 5
/** PidTagAccess of an owner: modify, read, delete. */
const ownerAccess = 0x07

const isHidden = (sensitivity: Sensitivity): boolean => sensitivity === 'private' || sensitivity === 'confidential'

function flagsOf(item: Item): number {
  return (
    (item.read ? messageFlags.read : 0) |
    (item.kind === 'message' && item.draft ? messageFlags.unsent : 0) |
    (hasAttachments(item) ? messageFlags.hasAttachments : 0)
  )
}

export const commonProperties: readonly MapiProperty[] = [
  row(tags.entryId, ({ entryId }) => entryId),
  row(tags.recordKey, ({ entryId }) => entryId),
  row(tags.searchKey, ({ entryId }) => entryId.subarray(46, 62)),
  row(tags.instanceKey, ({ id }) => storeIdBytes(id)),
  row(tags.sourceKey, ({ id }) => storeIdBytes(id)),
  row(tags.changeKey, ({ id, change }) => storeIdBytes({ replica: id.replica, counter: change })),
  row(tags.changeNumber, ({ change }) => change),
  row(tags.objectType, () => messageType),
  row(tags.access, () => ownerAccess),
  row(tags.accessLevel, () => 1),
  row(
    tags.messageClass,
    ({ itemClass }) => itemClass,
    (value, { itemClass }) => ({ itemClass: asText(value) || itemClass }),
  ),
  row(
    tags.subject,
    ({ subject }) => subject,
    (value) => ({ subject: asText(value) }),
  ),
  row(
    tags.normalizedSubject,
    ({ subject }) => topicOf(subject),
    (value, { subject }) => ({ subject: splitSubject(subject).prefix + asText(value) }),
  ),
  row(
    tags.subjectPrefix,
    ({ subject }) => splitSubject(subject).prefix,
    (value, { subject }) => ({ subject: asText(value) + splitSubject(subject).rest }),
  ),
  row(tags.conversationTopic, ({ subject }) => topicOf(subject)),
  row(named.httpMailSubject, ({ subject }) => subject),
  // Without the one of the two that it was written in, there is the other.
  row(tags.body, plainText, (value, { body }) =>
    value === undefined && body.type === 'html' ? {} : { body: { type: 'text', content: asText(value) } },
  ),
  row(
    tags.html,
    ({ body }) => (body.type === 'html' ? Buffer.from(body.content) : undefined),
    (value, item) => {
      if (Buffer.isBuffer(value)) return { body: { type: 'html', content: value.toString('utf8') } }
      return item.body.type === 'html' ? { body: { type: 'text', content: plainText(item) } } : {}
    },
  ),
  { ...row(tags.rtfCompressed, rtfOf, rtfChange), isOnDemand: true },
  kept(tags.rtfInSync, isNativeRtf),
  row(tags.nativeBody, (item) => nativeBodies[isNativeRtf(item) ? 'rtf' : item.body.type]),
  row(tags.internetCodepage, () => 65_001),
  row(tags.messageLocaleId, () => 0x409),
  row(
    tags.importance,
    ({ importance }) => importances.indexOf(importance),
    (value) => ({ importance: importances[Number(value)] ?? 'normal' }),
  ),
  row(
    tags.sensitivity,
    ({ sensitivity }) => sensitivities.indexOf(sensitivity),
    (value) => ({ sensitivity: sensitivities[Number(value)] ?? 'normal' }),
  ),
  row(
    named.private,
    ({ sensitivity }) => isHidden(sensitivity),
    (value, { sensitivity }) => {
      const wanted = value === true
      return wanted === isHidden(sensitivity) ? {} : { sensitivity: wanted ? 'private' : 'normal' }
    },
  ),
  row(
    named.keywords,
    ({ categories }) => (categories.length === 0 ? undefined : categories),
    (value) => ({ categories: Array.isArray(value) ? value.map(String) : [] }),
  ),
  row(
    tags.flagStatus,
    ({ flag }) => (flag === 'none' ? undefined : flagStates.indexOf(flag)),
    (value) => ({ flag: flagStates[Number(value)] ?? 'none' }),
  ),
  row(tags.messageFlags, flagsOf, (value, item) => ({
    read: (Number(value) & messageFlags.read) !== 0,
    ...(item.kind === 'message' ? { draft: (Number(value) & messageFlags.unsent) !== 0 } : {}),
  })),
  row(tags.read, ({ read }) => read),
  row(tags.messageSize, ({ size }) => size),
  row(tags.hasAttachments, hasAttachments),
  row(tags.internetArticleNumber, ({ articleNumber }) => articleNumber),
  row(
    tags.messageDeliveryTime,
    ({ receivedAt }) => receivedAt,
    (value, { receivedAt }) => ({ receivedAt: Number(value ?? receivedAt) }),
  ),
  row(tags.creationTime, ({ createdAt }) => createdAt),
  row(tags.lastModificationTime, ({ modifiedAt }) => modifiedAt),
  kept(tags.iconIndex),
  kept(tags.flagCompleteTime),
  kept(tags.followupIcon),
  kept(tags.toDoItemFlags),
  kept(named.flagRequest),
  kept(named.toDoTitle),
  kept(named.sideEffects),
  kept(named.commonStart),
  kept(named.commonEnd),
  kept(named.taskMode),
  kept(named.mileage),
  kept(named.billing),
  kept(named.companies),
  kept(named.contacts),
  kept(named.reminderDelta),
  kept(named.reminderSet),
  kept(named.reminderTime),
  kept(named.reminderSignalTime),
]
