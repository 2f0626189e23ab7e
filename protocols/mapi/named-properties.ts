// Named properties that have a meaning in the lab ([MS-OXPROPS]). Numbers and types of those of appointments, tasks, e-mail
// addresses and reminders were compared with public lists of them; the others are recalled.

import { propertySets } from './property-sets.ts'
import { multiple, propertyTypes } from './property-types.ts'

/** A property that sessions know by a set and a number or text within it, and its type. */
export interface NamedProperty {
  readonly set: string
  readonly id: number | string
  readonly type: number
}

const { boolean, binary, floating64, integer32, string, time } = propertyTypes

const inSet =
  (set: string) =>
  (id: number | string, type: number): NamedProperty => ({ set, id, type })

const appointment = inSet(propertySets.appointment)
const address = inSet(propertySets.address)
const common = inSet(propertySets.common)
const meeting = inSet(propertySets.meeting)
const publicString = inSet(propertySets.publicStrings)
const task = inSet(propertySets.task)

/** The e-mail addresses of a contact: three alike ([MS-OXOCNTC] 2.2.1.2). */
function email(first: number) {
  return {
    displayName: address(first, string),
    addressType: address(first + 2, string),
    emailAddress: address(first + 3, string),
    originalDisplayName: address(first + 4, string),
  }
}

/** By their names in [MS-OXPROPS], without the prefix PidLid or PidName. */
export const named = {
  // All items
  keywords: publicString('Keywords', multiple | string),
  private: common(0x8506, boolean),
  reminderDelta: common(0x8501, integer32),
  reminderTime: common(0x8502, time),
  reminderSet: common(0x8503, boolean),
  reminderSignalTime: common(0x8560, time),
  sideEffects: common(0x8510, integer32),
  commonStart: common(0x8516, time),
  commonEnd: common(0x8517, time),
  taskMode: common(0x8518, integer32),
  flagRequest: common(0x8530, string),
  mileage: common(0x8534, string),
  billing: common(0x8535, string),
  companies: common(0x8539, multiple | string),
  contacts: common(0x853a, multiple | string),
  toDoTitle: common(0x85a4, string),
  httpMailSubject: publicString('urn:schemas:httpmail:subject', string),
  // Appointments and messages about meetings
  appointmentSequence: appointment(0x8201, integer32),
  busyStatus: appointment(0x8205, integer32),
  exceptionalBody: appointment(0x8206, boolean),
  location: appointment(0x8208, string),
  appointmentStartWhole: appointment(0x820d, time),
  appointmentEndWhole: appointment(0x820e, time),
  appointmentDuration: appointment(0x8213, integer32),
  appointmentColor: appointment(0x8214, integer32),
  appointmentSubType: appointment(0x8215, boolean),
  appointmentRecur: appointment(0x8216, binary),
  appointmentStateFlags: appointment(0x8217, integer32),
  responseStatus: appointment(0x8218, integer32),
  appointmentReplyTime: appointment(0x8220, time),
  recurring: appointment(0x8223, boolean),
  intendedBusyStatus: appointment(0x8224, integer32),
  exceptionReplaceTime: appointment(0x8228, time),
  invited: appointment(0x8229, boolean),
  recurrenceType: appointment(0x8231, integer32),
  recurrencePattern: appointment(0x8232, string),
  timeZoneDescription: appointment(0x8234, string),
  clipStart: appointment(0x8235, time),
  clipEnd: appointment(0x8236, time),
  allAttendeesString: appointment(0x8238, string),
  toAttendeesString: appointment(0x823b, string),
  ccAttendeesString: appointment(0x823c, string),
  appointmentProposedStartWhole: appointment(0x8250, time),
  appointmentProposedEndWhole: appointment(0x8251, time),
  appointmentNotAllowPropose: appointment(0x825a, boolean),
  timeZoneStartDisplay: appointment(0x825e, binary),
  timeZoneEndDisplay: appointment(0x825f, binary),
  timeZoneRecur: appointment(0x8260, binary),
  calendarInstanceType: publicString('urn:schemas:calendar:instancetype', integer32),
  globalObjectId: meeting(0x0003, binary),
  isRecurring: meeting(0x0005, boolean),
  isException: meeting(0x000a, boolean),
  ownerCriticalChange: meeting(0x001a, time),
  cleanGlobalObjectId: meeting(0x0023, binary),
  meetingType: meeting(0x0026, integer32),
  // Contacts
  fileUnder: address(0x8005, string),
  fileUnderId: address(0x8006, integer32),
  hasPicture: address(0x8015, boolean),
  homeAddress: address(0x801a, string),
  workAddress: address(0x801b, string),
  otherAddress: address(0x801c, string),
  postalAddressId: address(0x8022, integer32),
  addressBookProviderEmailList: address(0x8028, multiple | integer32),
  addressBookProviderArrayType: address(0x8029, integer32),
  html: address(0x802b, string),
  // Personal distribution lists
  distributionListChecksum: address(0x804c, integer32),
  distributionListName: address(0x8053, string),
  distributionListOneOffMembers: address(0x8054, multiple | binary),
  distributionListMembers: address(0x8055, multiple | binary),
  workAddressStreet: address(0x8045, string),
  workAddressCity: address(0x8046, string),
  workAddressState: address(0x8047, string),
  workAddressPostalCode: address(0x8048, string),
  workAddressCountry: address(0x8049, string),
  instantMessagingAddress: address(0x8062, string),
  email1: email(0x8080),
  email2: email(0x8090),
  email3: email(0x80a0),
  // Tasks
  taskStatus: task(0x8101, integer32),
  percentComplete: task(0x8102, floating64),
  teamTask: task(0x8103, boolean),
  taskStartDate: task(0x8104, time),
  taskDueDate: task(0x8105, time),
  taskDateCompleted: task(0x810f, time),
  taskActualEffort: task(0x8110, integer32),
  taskEstimatedEffort: task(0x8111, integer32),
  taskVersion: task(0x8112, integer32),
  taskState: task(0x8113, integer32),
  taskComplete: task(0x811c, boolean),
  taskOwner: task(0x811f, string),
  taskAssigner: task(0x8121, string),
  taskOrdinal: task(0x8123, integer32),
  taskRecurring: task(0x8126, boolean),
  taskOwnership: task(0x8129, integer32),
  taskAcceptanceState: task(0x812a, integer32),
} as const
