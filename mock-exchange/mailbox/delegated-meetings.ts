// Messages about meetings that go to delegates too, as the delegate rule of a mailbox has it ([MS-OXODLGT] 3.1.4.1.1.2 and
// 2.2.4, recalled): copies say for whom they came, and private ones stay with the owner.

import { named } from '../../protocols/mapi/named-properties.ts'
import { tags } from '../../protocols/mapi/property-tags.ts'
import { delegationOf } from './delegates.ts'
import type { Address, Item, MessageContent } from './item.ts'
import type { Mailbox } from './mailbox.ts'
import { keyOf } from './mapi/property.ts'
import { meetingClass } from './meeting-class.ts'

const represented = {
  name: keyOf(tags.receivedRepresentingName),
  addressType: keyOf(tags.receivedRepresentingAddressType),
  emailAddress: keyOf(tags.receivedRepresentingEmailAddress),
  smtpAddress: keyOf(tags.receivedRepresentingSmtpAddress),
} as const

const typeKey = keyOf(named.meetingType)
/** PidLidMeetingType of the owner's own copy when a delegate sees to it ([MS-OXOCAL] 2.2.6.5, mtgDelegatedCopy). */
const delegatedCopy = 0x0010_0000

/** What becomes of a message that comes for a mailbox. */
export interface Copies {
  /** For the owner; undefined when only delegates get such messages. */
  readonly owner: MessageContent | undefined
  /** The copy of each of these addresses. */
  readonly delegates: readonly string[]
  readonly copy: MessageContent
}

/** Who gets a message that comes for a mailbox. */
export function copiesOf(mailbox: Mailbox, message: MessageContent): Copies {
  const { delegates, meetingRequests } = delegationOf(mailbox)
  const receiving = [...delegates.values()].filter(({ receivesCopies }) => receivesCopies)
  const isForThem = meetingClass(message) !== undefined && message.sensitivity !== 'private'
  // What came to somebody as a delegate goes no further.
  if (!isForThem || receiving.length === 0 || meetingRequests === 'NoForward' || receivedFor(message) !== undefined) {
    return { owner: message, delegates: [], copy: message }
  }
  const { name, address } = mailbox.address
  const copy = new Map([
    ...message.properties,
    [represented.name, name],
    [represented.addressType, 'SMTP'],
    [represented.emailAddress, address],
    [represented.smtpAddress, address],
  ])
  return {
    owner: ownersCopy(message, meetingRequests),
    delegates: receiving.map((one) => one.address),
    copy: { ...message, properties: copy },
  }
}

function ownersCopy(
  message: MessageContent,
  to: 'DelegatesAndMe' | 'DelegatesOnly' | 'DelegatesAndSendInformationToMe',
) {
  if (to === 'DelegatesOnly') return undefined
  if (to === 'DelegatesAndMe') return message
  return { ...message, properties: new Map(message.properties).set(typeKey, delegatedCopy) }
}

/** Whom a message came for, when it came to a delegate of theirs. */
export function receivedFor({ properties }: Pick<Item, 'properties'>): Address | undefined {
  const address = properties.get(represented.smtpAddress)
  if (typeof address !== 'string' || address === '') return undefined
  return { name: String(properties.get(represented.name) ?? address), address }
}

/** Whether a message is for its reader's information, because a delegate sees to it. */
export function isDelegatedCopy({ properties }: Pick<Item, 'properties'>): boolean {
  return properties.get(typeKey) === delegatedCopy
}
