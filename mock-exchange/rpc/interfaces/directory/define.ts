import { NdrReader, NdrWriter } from '../../../../protocols/dcerpc/index.ts'
import { MapiError, mapiErrors } from '../../../../protocols/mapi/error-codes.ts'
import type { AddressBook } from '../../../nspi/address-book.ts'
import type { RpcOperation } from '../../types.ts'
import { bindings } from './binding.ts'

/** An operation of a session: how its arguments are read, and what its results are. */
interface DirectoryOperation<Request, Result> {
  /** The arguments behind the handle. @throws ProtocolSyntaxError */
  read(reader: NdrReader): Request
  /** Does it. @throws MapiError */
  run(request: Request, book: AddressBook): Result & { readonly code?: number }
  /** Puts the results before the return value; undefined after a failure, when all pointers are null. */
  write(writer: NdrWriter, result: Result | undefined, request: Request): void
}

/** An operation on the address book, whose first argument is the handle of a session. */
export function directoryOperation<Request, Result>({
  read,
  run,
  write,
}: DirectoryOperation<Request, Result>): RpcOperation {
  return (stub, call) => {
    const reader = new NdrReader(stub)
    const book = call.handles.find(bindings, reader.contextHandle('the handle'))
    const request = read(reader)
    const writer = new NdrWriter()
    try {
      const result = run(request, book)
      write(writer, result, request)
      return writer.u32(result.code ?? mapiErrors.success).end()
    } catch (error) {
      if (!(error instanceof MapiError)) throw error
      const failed = new NdrWriter()
      write(failed, undefined, request)
      return failed.u32(error.code).end()
    }
  }
}
