import { attributeOf, childrenOf, type Element } from '../../../xml/document.ts'
import { markup } from '../../../xml/markup.ts'
import { alternateFormats } from '../alternate-id.ts'
import { attributeFault, EwsError, schemaFault } from '../errors.ts'
import type { EwsIdParts } from '../item-id.ts'
import { messagesNamespace, typesNamespace } from '../namespaces.ts'
import { attempt, type EwsCall, type EwsOperation, requiredChild } from '../operation.ts'
import { readBoolean } from '../values.ts'

/**
 * Identifiers from one format to another. DavMail learns the user's address from it, exchangelib the server's version
 * (reference/real-clients.md section 3).
 */
export const convertId: EwsOperation = {
  name: 'ConvertId',
  run(request, call) {
    const format = attributeOf(request, 'DestinationFormat')
    const destination = alternateFormats.get(format ?? '')
    if (destination === undefined) {
      throw attributeFault('DestinationFormat', format)
    }
    const sources = childrenOf(requiredChild(request, messagesNamespace, 'SourceIds'))
    return sources.map((source) =>
      attempt(() => {
        const { parts, address, archive } = readSource(source, call)
        return markup`<m:AlternateId xsi:type="t:AlternateIdType" Format="${
          format
        }" Id="${destination.write(parts)}" Mailbox="${address}"${archive ? markup` IsArchive="true"` : undefined}/>`
      }),
    )
  },
}

function readSource(source: Element, call: EwsCall): { parts: EwsIdParts; address: string; archive: boolean } {
  if (source.namespaceURI !== typesNamespace || !source.localName.startsWith('Alternate')) {
    throw schemaFault(`The element 'SourceIds' has invalid child element '${source.localName}'.`)
  }
  if (source.localName !== 'AlternateId') {
    throw new EwsError('ErrorPublicFolderOperationFailed', 'There are no public folders here.')
  }
  const name = attributeOf(source, 'Format')
  const format = alternateFormats.get(name ?? '')
  if (format === undefined) throw attributeFault('Format', name)
  const given = attributeOf(source, 'Mailbox')
  const named = given === undefined ? undefined : call.store.byAddress(given)
  const parts = format.read(attributeOf(source, 'Id') ?? '', (named ?? call.mailbox)?.user.mailboxGuid ?? '')
  const mailbox = call.store.byGuid(parts.mailboxGuid)
  if (mailbox === undefined) {
    throw new EwsError('ErrorNonExistentMailbox', 'The SMTP address has no mailbox associated with it.')
  }
  return { parts, address: mailbox.user.mailbox, archive: readBoolean(attributeOf(source, 'IsArchive') ?? 'false') }
}
