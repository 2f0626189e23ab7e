import { lookupTable } from '../../../base/lookup-table.ts'
import { attributeOf, type Element } from '../../xml/document.ts'
import { EwsError, schemaFault } from './errors.ts'

/** What becomes of a message (MessageDispositionType). */
export interface Disposition {
  /** Default folder that it is saved in; undefined for a message that leaves no copy. */
  readonly saved: 'drafts' | 'sentitems' | undefined
  readonly sent: boolean
}

const dispositions = lookupTable<Disposition>({
  SaveOnly: { saved: 'drafts', sent: false },
  SendOnly: { saved: undefined, sent: true },
  SendAndSaveCopy: { saved: 'sentitems', sent: true },
})

/**
 * Reads `MessageDisposition`; undefined when the request has none.
 * @throws EwsFault for one that the schema does not know
 */
export function readDisposition(request: Element): Disposition | undefined {
  return readChoice(request, 'MessageDisposition', dispositions)
}

/** What becomes of requests for a meeting that is made or changed, or cancelled. */
export interface Invitations {
  readonly sent: boolean
  readonly copied: boolean
  readonly onlyChanged?: boolean
}

const invitations = lookupTable<Invitations>({
  SendToNone: { sent: false, copied: false },
  SendOnlyToAll: { sent: true, copied: false },
  SendOnlyToChanged: { sent: true, copied: false, onlyChanged: true },
  SendToAllAndSaveCopy: { sent: true, copied: true },
  SendToChangedAndSaveCopy: { sent: true, copied: true, onlyChanged: true },
})

/**
 * Reads `SendMeetingInvitations` and its kin.
 * @throws EwsFault for one that the schema does not know, EwsError when it is missing
 */
export function readInvitations(request: Element, attribute: string): Invitations {
  const choice = readChoice(request, attribute, invitations)
  if (choice !== undefined) return choice
  throw new EwsError(
    `Error${attribute}Required`,
    `${attribute} attribute must be set on the request for calendar items.`,
  )
}

function readChoice<Choice>(
  request: Element,
  attribute: string,
  choices: Readonly<Record<string, Choice>>,
): Choice | undefined {
  const name = attributeOf(request, attribute)
  if (name === undefined) return undefined
  const choice = choices[name]
  if (choice === undefined)
    throw schemaFault(`The '${attribute}' attribute is invalid - The value '${name}' is invalid.`)
  return choice
}

/** The disposition that messages need. @throws EwsError ErrorMessageDispositionRequired */
export function requiredDisposition(disposition: Disposition | undefined): Disposition {
  if (disposition !== undefined) return disposition
  throw new EwsError('ErrorMessageDispositionRequired', 'Message Disposition must be set on the request.')
}
