import { childrenOf } from '../../../xml/document.ts'
import { markup } from '../../../xml/markup.ts'
import { EwsError } from '../errors.ts'
import { findItem } from '../item-reference.ts'
import { type ItemShape, ItemWriter, readItemShape } from '../item-shape.ts'
import { mimeOf } from '../mime-content.ts'
import { messagesNamespace } from '../namespaces.ts'
import { attemptLater, type EwsOperation, refusal, requiredChild } from '../operation.ts'

/** Properties of items: one response message per item asked for, in order. */
export const getItem: EwsOperation = {
  name: 'GetItem',
  async run(request, call) {
    const references = childrenOf(requiredChild(request, messagesNamespace, 'ItemIds'))
    const shapeElement = requiredChild(request, messagesNamespace, 'ItemShape')
    let shape: ItemShape
    try {
      shape = readItemShape(shapeElement, false, call.requestVersion)
    } catch (error) {
      if (!(error instanceof EwsError)) throw error
      return references.map(() => refusal(error, markup`<m:Items/>`))
    }
    const answers = references.map((reference) =>
      attemptLater(async () => {
        const { mailbox, item } = findItem(reference, call)
        const mime = shape.mime ? await mimeOf(item) : undefined
        return markup`<m:Items>${new ItemWriter(mailbox, shape).write(item, mime)}</m:Items>`
      }, markup`<m:Items/>`),
    )
    return Promise.all(answers)
  },
}
