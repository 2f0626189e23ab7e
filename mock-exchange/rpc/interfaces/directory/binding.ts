import { NdrReader, NdrWriter } from '../../../../protocols/dcerpc/index.ts'
import { mapiErrors } from '../../../../protocols/mapi/error-codes.ts'
import { readStat, unicodeCodePage } from '../../../../protocols/nspi/stat.ts'
import { type AddressBook, addressBookOf } from '../../../nspi/address-book.ts'
import { HandleKind, nullHandle } from '../../context-handles.ts'
import type { RpcOperation } from '../../types.ts'

/** Sessions with the address book; there is nothing to end for one that its client left. */
export const bindings: HandleKind<AddressBook> = new HandleKind()

/** What NspiUnbind gives when all went well ([MS-OXNSPI] 3.1.4.1.2). */
const unbindSuccess = 1

export const bind: RpcOperation = (stub, call) => {
  const reader = new NdrReader(stub)
  reader.u32('the flags')
  const stat = readStat(reader)
  const guidWanted = reader.unique('the GUID of the server', () => reader.uuid('the GUID of the server')) !== undefined
  const writer = new NdrWriter()
  const book = addressBookOf(call.server.users)
  const refused = stat.codePage === unicodeCodePage
  writer.unique(guidWanted ? book.server : undefined, (guid) => writer.uuid(guid))
  writer.contextHandle(refused ? nullHandle : call.handles.open(bindings, book))
  return writer.u32(refused ? mapiErrors.invalidCodePage : mapiErrors.success).end()
}

export const unbind: RpcOperation = (stub, call) => {
  const handle = new NdrReader(stub).contextHandle('the handle')
  call.handles.find(bindings, handle)
  return new NdrWriter().contextHandle(call.handles.close(handle)).u32(unbindSuccess).end()
}
