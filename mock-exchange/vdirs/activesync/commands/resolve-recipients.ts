import {
  childOf,
  childrenNamed,
  innerText,
  tagsOf,
  textOf,
  type WbxmlElement,
} from '../../../../protocols/wbxml/index.ts'
import type { ActiveSyncCall, ActiveSyncCommand } from '../command.ts'
import { clean } from '../items/values.ts'
import { findPeople } from './search.ts'

const page = 'ResolveRecipients'
const tag = tagsOf(page)

/** Status of ResolveRecipients ([MS-ASCMD] 2.2.3.177.14). */
const statuses = { success: '1', ambiguous: '2', none: '4', protocolError: '5', noCertificate: '7' } as const

/** Busy times are not worked out: a failure that may pass ([MS-ASCMD] 2.2.3.177.2). */
const availabilityFailed = '162'

/** Names that one request may ask for ([MS-ASCMD] 2.2.3.186.5). */
const mostNames = 20

/** Who is meant by names and addresses. */
export const resolveRecipients: ActiveSyncCommand = {
  name: 'ResolveRecipients',
  page,
  run(call) {
    const names = childrenNamed(call.body, page, 'To').map(innerText)
    if (call.body?.tag !== 'ResolveRecipients' || names.length === 0 || names.length > mostNames) {
      return { body: tag('ResolveRecipients', tag('Status', statuses.protocolError)) }
    }
    const options = childOf(call.body, page, 'Options')
    const responses = names.map((name) => resolve(call, name, options))
    return { body: tag('ResolveRecipients', tag('Status', statuses.success), ...responses) }
  },
}

function resolve({ people }: ActiveSyncCall, name: string, options: WbxmlElement | undefined): WbxmlElement {
  const found = findPeople(people, name)
  const limit = Number(textOf(options, page, 'MaxAmbiguousRecipients') ?? 20)
  const wantsCertificates = (textOf(options, page, 'CertificateRetrieval') ?? '1') !== '1'
  const wantsAvailability = childOf(options, page, 'Availability') !== undefined
  const status = found.length === 0 ? statuses.none : found.length === 1 ? statuses.success : statuses.ambiguous
  const recipients = found
    .slice(0, Number.isFinite(limit) ? limit : 20)
    .map(({ displayName, mailbox }) =>
      tag(
        'Recipient',
        tag('Type', '1'),
        tag('DisplayName', clean(displayName)),
        tag('EmailAddress', mailbox),
        ...(wantsAvailability ? [tag('Availability', tag('Status', availabilityFailed))] : []),
        ...(wantsCertificates
          ? [tag('Certificates', tag('Status', statuses.noCertificate), tag('CertificateCount', '0'))]
          : []),
      ),
    )
  return tag(
    'Response',
    tag('To', name),
    tag('Status', status),
    tag('RecipientCount', String(found.length)),
    ...recipients,
  )
}
