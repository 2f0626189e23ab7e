import { EwsError } from '../errors.ts'
import { messagesNamespace } from '../namespaces.ts'
import { type EwsOperation, refusal, requiredChild } from '../operation.ts'

/** Members of a distribution list. An organisation of the lab has none, so that whatever is asked for is unknown. */
export const expandDl: EwsOperation = {
  name: 'ExpandDL',
  run(request) {
    requiredChild(request, messagesNamespace, 'Mailbox')
    return [refusal(new EwsError('ErrorNameResolutionNoResults', 'No results were found.'))]
  },
}
