import { childOf, textOf } from '../../../xml/document.ts'
import { markup } from '../../../xml/markup.ts'
import { EwsError, schemaFault } from '../errors.ts'
import { messagesNamespace } from '../namespaces.ts'
import { type EwsOperation, refusal, requiredChild } from '../operation.ts'

/** Sizes that SizeRequested can have: pixels of a square photo ([MS-OXWSPHOTO] UserPhotoSizeType). */
const sizes = /^HR(48|64|96|120|240|360|432|504|648)x\1$/

/**
 * The photo of somebody: there is none, as nobody of the lab has set one. Evolution and Outlook ask for each sender. The
 * code is that of the operation's documentation, the text is recalled.
 */
export const getUserPhoto: EwsOperation = {
  name: 'GetUserPhoto',
  run(request) {
    requiredChild(request, messagesNamespace, 'Email')
    const size = textOf(childOf(request, messagesNamespace, 'SizeRequested')) ?? ''
    if (!sizes.test(size)) {
      throw schemaFault(`The 'SizeRequested' element is invalid - The value '${size}' is invalid.`)
    }
    return refusal(
      new EwsError('ErrorItemNotFound', 'The user photo was not found.'),
      markup`<m:HasChanged>false</m:HasChanged>`,
    )
  },
}
