import { type OofSettings, oofSettingsOf, setOofSettings } from '../../../mailbox/automatic-replies.ts'
import type { Mailbox } from '../../../mailbox/mailbox.ts'
import { childOf, descendantOf, type Element, textOf } from '../../../xml/document.ts'
import { type Markup, markup } from '../../../xml/markup.ts'
import { messageElement } from '../envelope.ts'
import { EwsError, schemaFault } from '../errors.ts'
import { messagesNamespace, typesNamespace } from '../namespaces.ts'
import { attempt, type EwsCall, type EwsOperation, requiredChild } from '../operation.ts'

/** Reads the automatic replies of the caller's mailbox ([MS-OXWOOF]). */
export const getUserOofSettings: EwsOperation = {
  name: 'GetUserOofSettingsRequest',
  answersAs: 'GetUserOofSettings',
  run(request, call) {
    let settings: Markup | undefined
    const message = attempt(() => {
      settings = settingsElement(oofSettingsOf(ownMailbox(request, call)))
      return markup``
    })
    const allowed = settings && markup`<m:AllowExternalOof>All</m:AllowExternalOof>`
    return markup`${messageElement('ResponseMessage', message)}${settings}${allowed}`
  },
}

/** Sets the automatic replies of the caller's mailbox; the transport sends them, once to each sender. */
export const setUserOofSettings: EwsOperation = {
  name: 'SetUserOofSettingsRequest',
  answersAs: 'SetUserOofSettings',
  run(request, call) {
    const given = requiredChild(request, typesNamespace, 'UserOofSettings')
    const state = oneOf(given, 'OofState', ['Disabled', 'Enabled', 'Scheduled'])
    const audience = oneOf(given, 'ExternalAudience', ['None', 'Known', 'All'])
    const message = attempt(() => {
      const mailbox = ownMailbox(request, call)
      const { start, end } = readDuration(given, state, oofSettingsOf(mailbox))
      const reply = (name: string): string => textOf(descendantOf(given, typesNamespace, name, 'Message')) ?? ''
      const [internalReply, externalReply] = [reply('InternalReply'), reply('ExternalReply')]
      setOofSettings(mailbox, { state, audience, start, end, internalReply, externalReply })
      return markup``
    })
    return messageElement('ResponseMessage', message)
  },
}

/** The caller's own mailbox, which is the only one that this may be asked about. */
function ownMailbox(request: Element, call: EwsCall): Mailbox {
  // The schema has it in the namespace of types; some clients write the request's own.
  const element = childOf(request, typesNamespace, 'Mailbox') ?? childOf(request, messagesNamespace, 'Mailbox')
  const address = textOf(element && descendantOf(element, typesNamespace, 'Address')) ?? ''
  const mailbox = call.store.byAddress(address)
  if (mailbox === undefined) {
    throw new EwsError('ErrorInvalidSmtpAddress', `The SMTP address '${address.slice(0, 320)}' is invalid.`)
  }
  if (mailbox !== call.mailbox) {
    throw new EwsError('ErrorAccessDenied', 'Access is denied. Check credentials and try again.')
  }
  return mailbox
}

function oneOf<const Value extends string>(parent: Element, name: string, values: readonly Value[]): Value {
  const text = textOf(requiredChild(parent, typesNamespace, name)) ?? ''
  const value = values.find((known) => known === text)
  if (value !== undefined) return value
  throw schemaFault(`The '${name}' element is invalid - The value '${text.slice(0, 100)}' is invalid.`)
}

/** Times without a zone are UTC. */
function readDuration(
  given: Element,
  state: OofSettings['state'],
  before: OofSettings,
): { readonly start: number; readonly end: number } {
  const duration = childOf(given, typesNamespace, 'Duration')
  if (duration === undefined && state !== 'Scheduled') return before
  const time = (name: string): number => {
    const text = textOf(duration && childOf(duration, typesNamespace, name)) ?? ''
    return Date.parse(/(Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`)
  }
  const [start, end] = [time('StartTime'), time('EndTime')]
  // Only a schedule must make sense: Duration is ignored otherwise.
  if (start < end) return { start, end }
  if (state !== 'Scheduled') return before
  throw new EwsError('ErrorInvalidUserOofSettings', 'The scheduled duration must begin before it ends.')
}

function settingsElement(settings: OofSettings): Markup {
  const { state, audience, start, end, internalReply, externalReply } = settings
  const time = (instant: number): string => new Date(instant).toISOString().slice(0, 19)
  const reply = (text: string): Markup => markup`<t:Message>${text}</t:Message>`
  return markup`<t:OofSettings><t:OofState>${state}</t:OofState><t:ExternalAudience>${
    audience
  }</t:ExternalAudience><t:Duration><t:StartTime>${time(start)}</t:StartTime><t:EndTime>${time(
    end,
  )}</t:EndTime></t:Duration><t:InternalReply>${reply(internalReply)}</t:InternalReply><t:ExternalReply>${reply(
    externalReply,
  )}</t:ExternalReply></t:OofSettings>`
}
