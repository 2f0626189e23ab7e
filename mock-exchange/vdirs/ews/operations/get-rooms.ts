import { childOf, textOf } from '../../../xml/document.ts'
import { EwsError } from '../errors.ts'
import { messagesNamespace, typesNamespace } from '../namespaces.ts'
import { type EwsOperation, refusal, requiredChild } from '../operation.ts'

/** Rooms of a list. An organisation of the lab has no such lists, so that whatever is asked for is unknown. */
export const getRooms: EwsOperation = {
  name: 'GetRooms',
  run(request) {
    const list = requiredChild(request, messagesNamespace, 'RoomList')
    const address = textOf(childOf(list, typesNamespace, 'EmailAddress')) ?? ''
    return refusal(
      new EwsError('ErrorNameResolutionNoResults', `No room list has the address ${address.slice(0, 100)}.`),
    )
  },
}
