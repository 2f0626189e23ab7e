import { attributeOf, childOf } from '../../../xml/document.ts'
import { EwsError, schemaFault } from '../errors.ts'
import { findFolder } from '../folder-reference.ts'
import { messagesNamespace, typesNamespace } from '../namespaces.ts'
import { attempt, type EwsOperation, requiredChild } from '../operation.ts'

/** Configuration objects of folders, such as OWA.UserOptions: nobody has stored any here, so none is found. */
export const getUserConfiguration: EwsOperation = {
  name: 'GetUserConfiguration',
  run: (request, call) => [
    attempt(() => {
      const name = requiredChild(request, messagesNamespace, 'UserConfigurationName')
      const folder = childOf(name, typesNamespace, 'DistinguishedFolderId') ?? childOf(name, typesNamespace, 'FolderId')
      if (folder === undefined || attributeOf(name, 'Name') === undefined) {
        throw schemaFault("The element 'UserConfigurationName' has incomplete content.")
      }
      findFolder(folder, call)
      throw new EwsError('ErrorItemNotFound', 'The specified object was not found in the store.')
    }),
  ],
}
