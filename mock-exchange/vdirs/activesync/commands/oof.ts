// Settings' Oof: automatic replies, read and set ([MS-ASCMD] 2.2.3.116). The store has them in HTML, and one reply for all
// outside of the organisation, of whom either contacts or everybody is told.

import { childOf, childrenNamed, tagsOf, textOf, type WbxmlElement } from '../../../../protocols/wbxml/index.ts'
import { type OofSettings, oofSettingsOf, setOofSettings } from '../../../mailbox/automatic-replies.ts'
import { htmlOfText, textOfHtml } from '../../../mailbox/body-text.ts'
import type { Mailbox } from '../../../mailbox/mailbox.ts'
import { clean, dateText, readDate } from '../items/values.ts'

const page = 'Settings'
const tag = tagsOf(page)

const statuses = { success: '1', protocolError: '2', invalidArguments: '5' } as const
const states = ['Disabled', 'Enabled', 'Scheduled'] as const
const audiences = ['AppliesToInternal', 'AppliesToExternalKnown', 'AppliesToExternalUnknown'] as const

/** Answers one Oof part: what is set, or that it is. */
export function oof(part: WbxmlElement, mailbox: Mailbox): WbxmlElement {
  const get = childOf(part, page, 'Get')
  const set = childOf(part, page, 'Set')
  if (get !== undefined) {
    const wantsHtml = textOf(get, page, 'BodyType')?.toUpperCase() === 'HTML'
    return tag('Oof', tag('Status', statuses.success), current(oofSettingsOf(mailbox), wantsHtml))
  }
  if (set === undefined) return tag('Oof', tag('Status', statuses.protocolError))
  const settings = read(set, oofSettingsOf(mailbox))
  if (settings === undefined) return tag('Oof', tag('Status', statuses.invalidArguments))
  setOofSettings(mailbox, settings)
  return tag('Oof', tag('Status', statuses.success))
}

function current(settings: OofSettings, wantsHtml: boolean): WbxmlElement {
  const { state, audience, start, end, internalReply, externalReply } = settings
  const replies = [internalReply, externalReply, externalReply]
  const enabled = [state !== 'Disabled', audience !== 'None', audience === 'All']
  const messages = audiences.map((whom, index) => {
    const reply = replies[index] ?? ''
    const text = clean(wantsHtml ? reply : textOfHtml(reply))
    return tag(
      'OofMessage',
      tag(whom),
      tag('Enabled', enabled[index] ? '1' : '0'),
      ...(text === '' ? [] : [tag('ReplyMessage', text)]),
      tag('BodyType', wantsHtml ? 'HTML' : 'TEXT'),
    )
  })
  const times = state === 'Scheduled' ? [tag('StartTime', dateText(start)), tag('EndTime', dateText(end))] : []
  return tag('Get', tag('OofState', String(states.indexOf(state))), ...times, ...messages)
}

/** What is to be set; undefined when it cannot be read. Messages that are not given stay. */
function read(set: WbxmlElement, before: OofSettings): OofSettings | undefined {
  const state = states[Number(textOf(set, page, 'OofState') ?? Number.NaN)]
  const start = readDate(textOf(set, page, 'StartTime'))
  const end = readDate(textOf(set, page, 'EndTime'))
  if (state === undefined) return undefined
  if (state === 'Scheduled' && (start === undefined || end === undefined || end <= start)) return undefined
  const messages = childrenNamed(set, page, 'OofMessage')
  const messageFor = (whom: (typeof audiences)[number]): WbxmlElement | undefined =>
    messages.find((message) => childOf(message, page, whom) !== undefined)
  const [internal, known, unknown] = audiences.map(messageFor)
  const isOn = (message: WbxmlElement | undefined, standard: boolean): boolean =>
    message === undefined ? standard : textOf(message, page, 'Enabled') === '1'
  const toAll = isOn(unknown, before.audience === 'All')
  const toKnown = isOn(known, before.audience !== 'None')
  return {
    state,
    audience: toAll ? 'All' : toKnown ? 'Known' : 'None',
    start: start ?? before.start,
    end: end ?? before.end,
    internalReply: replyOf(internal) ?? before.internalReply,
    externalReply: replyOf(unknown) ?? replyOf(known) ?? before.externalReply,
  }
}

/** The reply in HTML, as the store has it. */
function replyOf(message: WbxmlElement | undefined): string | undefined {
  const reply = textOf(message, page, 'ReplyMessage')
  if (reply === undefined || textOf(message, page, 'BodyType')?.toUpperCase() === 'HTML') return reply
  return htmlOfText(reply)
}
