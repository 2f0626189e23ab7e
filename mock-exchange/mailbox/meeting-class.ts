// What a message says about a meeting, as its message class tells ([MS-OXOCAL] 2.2.5 to 2.2.8) and as iTIP's method does
// (RFC 5546 section 1.4).

import { named } from '../../protocols/mapi/named-properties.ts'
import type { AppointmentContent, Attendee, MessageContent } from './item.ts'
import { keyOf } from './mapi/property.ts'

/** Method of iTIP that stands for a message about a meeting. */
export type MeetingMethod = 'REQUEST' | 'CANCEL' | 'REPLY'

/** How somebody answers a meeting request. */
export type MeetingAnswer = 'accept' | 'tentative' | 'decline'

interface MeetingClass {
  readonly method: MeetingMethod
  /** Of a REPLY. */
  readonly answer?: MeetingAnswer
}

const prefix = 'IPM.Schedule.Meeting'

const classes: ReadonlyMap<string, MeetingClass> = new Map([
  ['request', { method: 'REQUEST' }],
  ['canceled', { method: 'CANCEL' }],
  ['resp.pos', { method: 'REPLY', answer: 'accept' }],
  ['resp.tent', { method: 'REPLY', answer: 'tentative' }],
  ['resp.neg', { method: 'REPLY', answer: 'decline' }],
])

/** Message classes of answers. */
export const answerClasses: Readonly<Record<MeetingAnswer, string>> = {
  accept: `${prefix}.Resp.Pos`,
  tentative: `${prefix}.Resp.Tent`,
  decline: `${prefix}.Resp.Neg`,
}

/** Where an appointment keeps PidLidAppointmentStateFlags, when it is a meeting of somebody else's or cancelled. */
export const stateKey = keyOf(named.appointmentStateFlags)

/** Where it keeps PidLidIntendedBusyStatus: how its time is shown once it is accepted. */
export const intendedKey = keyOf(named.intendedBusyStatus)

/** Where a meeting keeps PidLidFInvited: its attendees were asked. */
export const invitedKey = keyOf(named.invited)

/** Bits of PidLidAppointmentStateFlags ([MS-OXOCAL] 2.2.1.10). */
export const meetingStates = { meeting: 1, received: 2, canceled: 4 } as const

/** Whether a meeting in a calendar does not take place. */
export function isCancelled({ properties }: Pick<AppointmentContent, 'properties'>): boolean {
  return (Number(properties.get(stateKey) ?? 0) & meetingStates.canceled) !== 0
}

/** What a message class says of a meeting; undefined for messages about none. */
export function meetingClass({ itemClass }: Pick<MessageContent, 'itemClass'>): MeetingClass | undefined {
  const [, said = ''] = /^IPM\.Schedule\.Meeting\.(Resp\.\w+|\w+)/i.exec(itemClass) ?? []
  return classes.get(said.toLowerCase())
}

/** The message class of a method; undefined for an answer that says nothing yet. */
export function classOfMeeting(method: 'REQUEST' | 'CANCEL', response?: Attendee['response']): string
export function classOfMeeting(method: MeetingMethod, response: Attendee['response'] | undefined): string | undefined
export function classOfMeeting(method: MeetingMethod, response?: Attendee['response']): string | undefined {
  if (method === 'REQUEST') return `${prefix}.Request`
  if (method === 'CANCEL') return `${prefix}.Canceled`
  return response === 'accept' || response === 'tentative' || response === 'decline'
    ? answerClasses[response]
    : undefined
}
