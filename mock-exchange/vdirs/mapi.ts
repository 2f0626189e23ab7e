// MAPI over HTTP: /mapi/emsmdb for the mailbox, /mapi/nspi for the address book.

import type { VdirModule } from './types.ts'

export const mapi: VdirModule = {
  name: 'mapi',
  async backEnd(app, context) {
    const { mapiBackEnd } = await import('./mapi/back-end.ts')
    // A scope of its own, whose errors are told in the protocol's way.
    app.register(async (scope) => mapiBackEnd(scope, context))
  },
}
