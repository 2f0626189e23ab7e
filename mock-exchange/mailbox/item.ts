// What a mailbox holds: messages, appointments, contacts and tasks. Items are never changed in place; a change makes a new
// object with the same `id`, so whoever holds an old one still sees what it was.

import type { StoreId } from './entry-id.ts'

export const attendeeRoles = ['required', 'optional', 'resource'] as const
export const attendeeResponses = ['unknown', 'organizer', 'tentative', 'accept', 'decline', 'none'] as const
/** By their numbers in MAPI and in ActiveSync: PidTagImportance ([MS-OXCMSG] 2.2.1.11). */
export const importances = ['low', 'normal', 'high'] as const
/** PidTagSensitivity ([MS-OXCMSG] 2.2.1.13). */
export const sensitivities = ['normal', 'personal', 'private', 'confidential'] as const
/** PidLidBusyStatus ([MS-OXOCAL] 2.2.1.2). */
export const busyStatuses = ['free', 'tentative', 'busy', 'oof', 'elsewhere'] as const

export type Sensitivity = (typeof sensitivities)[number]

export interface Address {
  readonly name: string
  readonly address: string
}

/** The text of an item as it was written. */
export interface Body {
  readonly type: 'text' | 'html'
  readonly content: string
  /** The plain text that a sender gave beside HTML; made from the HTML when absent. */
  readonly plain?: string
}

export interface Attachment {
  readonly name: string
  readonly contentType: string
  readonly content: Buffer
  /** Content-ID without angle brackets, for pictures within HTML. */
  readonly contentId?: string
  /** Shown within the body rather than in the list of attachments. */
  readonly inline: boolean
  /** An attached item that is no message, whole, as it travels between mailboxes; `content` is then a message around it. */
  readonly item?: Buffer
}

/** Value of a MAPI property; instants are in milliseconds since 1970 and typed so by the property's name. */
export type PropertyValue =
  | string
  | number
  | boolean
  | Buffer
  | readonly string[]
  | readonly number[]
  | readonly Buffer[]

/** What all items can say. */
interface Content {
  /** PidTagMessageClass, such as IPM.Note. */
  readonly itemClass: string
  readonly subject: string
  readonly body: Body
  readonly importance: (typeof importances)[number]
  readonly sensitivity: Sensitivity
  readonly categories: readonly string[]
  readonly attachments: readonly Attachment[]
  /** Follow-up flag. */
  readonly flag: 'none' | 'flagged' | 'complete'
  /**
   * MAPI properties that a client set and that no other field holds, by a name of the protocol's choice that `extended`
   * of `extended-properties.ts` makes: `0x1081`, `InternetHeaders:content-class`.
   */
  readonly properties: ReadonlyMap<string, PropertyValue>
}

export interface MessageContent extends Content {
  readonly kind: 'message'
  /** Absent in a draft that nobody has sent. */
  readonly from: Address | undefined
  readonly sender: Address | undefined
  readonly to: readonly Address[]
  readonly cc: readonly Address[]
  readonly bcc: readonly Address[]
  readonly replyTo: readonly Address[]
  /** Milliseconds since 1970; undefined while it is a draft. */
  readonly sentAt: number | undefined
  readonly draft: boolean
  /** With angle brackets; given by the store when a message has none. */
  readonly messageId: string | undefined
  readonly inReplyTo: string | undefined
  readonly references: string | undefined
  /** The message as it came over the wire, while nothing has changed it since (RFC 5322). */
  readonly mime: Buffer | undefined
}

export interface Attendee extends Address {
  readonly role: (typeof attendeeRoles)[number]
  readonly response: (typeof attendeeResponses)[number]
}

/** What an appointment says of all its times at once. */
interface Series {
  readonly organizer: Address | undefined
  /** iCalendar UID (RFC 5545 section 3.8.4.7). */
  readonly uid: string
  /**
   * iCalendar RRULE without its name, such as FREQ=WEEKLY;BYDAY=TU, but with UNTIL on the clock of `timeZone`; undefined for a
   * single appointment.
   */
  readonly recurrence: string | undefined
  /** Starts of the occurrences that are cancelled, in milliseconds since 1970 (EXDATE). */
  readonly deletedOccurrences: readonly number[]
  /** What differs at single occurrences, by their starts as the rule has them. */
  readonly modifiedOccurrences: ReadonlyMap<number, OccurrenceChange>
  /** Name of a Windows time zone. */
  readonly timeZone: string
}

export interface AppointmentContent extends Content, Series {
  readonly kind: 'appointment'
  /** Milliseconds since 1970; of the first occurrence. */
  readonly start: number
  readonly end: number
  readonly allDay: boolean
  readonly location: string
  readonly busyStatus: (typeof busyStatuses)[number]
  readonly attendees: readonly Attendee[]
  /** Minutes before the start; undefined without a reminder. */
  readonly reminderMinutes: number | undefined
}

/** What can differ at one of the times of a recurring appointment ([MS-OXOCAL] 2.2.1.44.2, ExceptionInfo). */
export type OccurrenceChange = Partial<Omit<AppointmentContent, keyof Series | 'kind' | 'itemClass'>>

export interface ContactContent extends Content {
  readonly kind: 'contact'
  readonly displayName: string
  readonly fileAs: string
  readonly givenName: string
  readonly middleName: string
  readonly surname: string
  readonly company: string
  readonly jobTitle: string
  /** Up to three. */
  readonly emails: readonly Address[]
  /** By the keys of EWS's PhoneNumberKeyType, such as BusinessPhone. */
  readonly phones: ReadonlyMap<string, string>
}

/** A personal distribution list: a name for several people, which stands among the contacts. */
export interface DistributionListContent extends Content {
  readonly kind: 'distribution-list'
  readonly displayName: string
  readonly fileAs: string
  readonly members: readonly Address[]
}

export interface TaskContent extends Content {
  readonly kind: 'task'
  /** Milliseconds since 1970. */
  readonly start: number | undefined
  readonly due: number | undefined
  /** 0 to 100. */
  readonly percentComplete: number
  readonly completedAt: number | undefined
}

/** What an item says, wherever it lies. */
export type ItemContent = MessageContent | AppointmentContent | ContactContent | DistributionListContent | TaskContent

/** What the store knows of an item beside its content. */
interface Stored {
  readonly id: StoreId
  readonly entryId: Buffer
  /** Counter of the folder's id. */
  readonly folder: number
  /** Grows by one with every item that comes into the folder: PidTagInternetArticleNumber, which IMAP servers use as UID. */
  readonly articleNumber: number
  /** Milliseconds since 1970, on the lab's clock. */
  readonly receivedAt: number
  readonly createdAt: number
  /** Address in lower case. */
  readonly createdBy: string
  readonly modifiedAt: number
  readonly read: boolean
  /** Bytes, as they count towards the quota. */
  readonly size: number
  /** Number of the change that brought it into its folder. */
  readonly createdChange: number
  /** Number of the last change of what it says. */
  readonly contentChange: number
  /** Number of the last change of any kind, the read state included. */
  readonly change: number
}

export type Message = MessageContent & Stored
export type Appointment = AppointmentContent & Stored
export type Contact = ContactContent & Stored
export type DistributionList = DistributionListContent & Stored
export type Task = TaskContent & Stored
export type Item = Message | Appointment | Contact | DistributionList | Task

type Defaults = Omit<Content, 'itemClass'>

const nothing: Defaults = {
  subject: '',
  body: { type: 'text', content: '' },
  importance: 'normal',
  sensitivity: 'normal',
  categories: [],
  attachments: [],
  flag: 'none',
  properties: new Map(),
}

/** A message with defaults for all that is not given: nobody's draft to nobody. */
export function message(given: Partial<MessageContent>): MessageContent {
  return {
    ...nothing,
    itemClass: 'IPM.Note',
    from: undefined,
    sender: given.from,
    to: [],
    cc: [],
    bcc: [],
    replyTo: [],
    sentAt: undefined,
    draft: given.sentAt === undefined,
    messageId: undefined,
    inReplyTo: undefined,
    references: undefined,
    mime: undefined,
    ...given,
    kind: 'message',
  }
}

/** An appointment with defaults for all that is not given; it is busy time in UTC. */
export function appointment(
  given: Partial<AppointmentContent> & Pick<AppointmentContent, 'start' | 'end' | 'uid'>,
): AppointmentContent {
  return {
    ...nothing,
    itemClass: 'IPM.Appointment',
    allDay: false,
    location: '',
    busyStatus: 'busy',
    organizer: undefined,
    attendees: [],
    recurrence: undefined,
    deletedOccurrences: [],
    modifiedOccurrences: new Map(),
    timeZone: 'UTC',
    reminderMinutes: undefined,
    ...given,
    kind: 'appointment',
  }
}

/** A contact with defaults for all that is not given. */
export function contact(given: Partial<ContactContent>): ContactContent {
  const displayName = given.displayName ?? [given.givenName, given.surname].filter(Boolean).join(' ')
  return {
    ...nothing,
    itemClass: 'IPM.Contact',
    subject: displayName,
    fileAs: displayName,
    givenName: '',
    middleName: '',
    surname: '',
    company: '',
    jobTitle: '',
    emails: [],
    phones: new Map(),
    ...given,
    displayName,
    kind: 'contact',
  }
}

/** A personal distribution list with defaults for all that is not given. */
export function distributionList(given: Partial<DistributionListContent>): DistributionListContent {
  const { displayName = given.subject ?? '' } = given
  return {
    ...nothing,
    itemClass: 'IPM.DistList',
    subject: displayName,
    fileAs: displayName,
    members: [],
    ...given,
    displayName,
    kind: 'distribution-list',
  }
}

/** A task with defaults for all that is not given. */
export function task(given: Partial<TaskContent>): TaskContent {
  return {
    ...nothing,
    itemClass: 'IPM.Task',
    start: undefined,
    due: undefined,
    percentComplete: 0,
    completedAt: undefined,
    ...given,
    kind: 'task',
  }
}
