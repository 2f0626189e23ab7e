// Offline address book: the manifest oab.xml and the files that it names (reference/exchange-protocols.md section 2.6).

import { createAddressBooks } from './oab/address-book.ts'
import { serveFile } from './serve-file.ts'
import type { VdirModule } from './types.ts'

export const oab: VdirModule = {
  name: 'OAB',
  backEnd(app, context) {
    const current = createAddressBooks(context)
    app.get<{ Params: { guid: string; file: string } }>('/oab/:guid/:file', (request, reply) => {
      if (context.identityOf(request) === undefined) return reply.code(401).send()
      const { guid, file } = request.params
      const addressBook = current()
      const part = guid === addressBook.guid ? addressBook.files.get(file) : undefined
      if (part === undefined) return reply.callNotFound()
      return serveFile(request, reply, { ...part, modified: addressBook.modified })
    })
  },
}
