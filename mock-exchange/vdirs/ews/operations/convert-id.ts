import { attributeOf, childrenOf, type Element } from '../../../xml/document.ts'
import { markup } from '../../../xml/markup.ts'
import { EwsError, schemaFault } from '../errors.ts'
import { type EwsIdParts, readEwsId } from '../item-id.ts'
import { messagesNamespace, typesNamespace } from '../namespaces.ts'
import { attempt, type EwsCall, type EwsOperation, requiredChild } from '../operation.ts'

/** The formats that this mock converts between, with how each writes an entry id. */
const writers: Readonly<Record<string, (parts: EwsIdParts, original: string) => string>> = {
  EwsId: (_, original) => original,
  EntryId: ({ entryId }) => entryId.toString('base64'),
  HexEntryId: ({ entryId }) => entryId.toString('hex').toUpperCase(),
}

/**
 * Identifiers from one format to another. DavMail learns the user's address from it, exchangelib the server's version
 * (reference/real-clients.md section 3). Conversion starts from EWS ids.
 */
export const convertId: EwsOperation = {
  name: 'ConvertId',
  run(request, call) {
    const format = attributeOf(request, 'DestinationFormat') ?? ''
    const write = writers[format]
    if (write === undefined) {
      throw schemaFault(`The 'DestinationFormat' attribute is invalid - The value '${format}' is invalid.`)
    }
    const sources = childrenOf(requiredChild(request, messagesNamespace, 'SourceIds'))
    return sources.map((source) =>
      attempt(() => {
        const { parts, id, address } = readSource(source, call)
        return markup`<m:AlternateId xsi:type="t:AlternateIdType" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" Format="${
          format
        }" Id="${write(parts, id)}" Mailbox="${address}"/>`
      }),
    )
  },
}

function readSource(source: Element, call: EwsCall): { parts: EwsIdParts; id: string; address: string } {
  if (source.namespaceURI !== typesNamespace || source.localName !== 'AlternateId') {
    throw new EwsError('ErrorInvalidRequest', `Identifiers of the kind ${source.localName} are not converted here.`)
  }
  if (attributeOf(source, 'Format') !== 'EwsId') {
    throw new EwsError('ErrorInvalidIdMalformed', 'Only identifiers in the format EwsId can be converted here.')
  }
  const id = attributeOf(source, 'Id') ?? ''
  const parts = readEwsId(id)
  const mailbox = call.store.byGuid(parts.mailboxGuid)
  if (mailbox === undefined) {
    throw new EwsError('ErrorNonExistentMailbox', 'The SMTP address has no mailbox associated with it.')
  }
  return { parts, id, address: mailbox.user.mailbox }
}
