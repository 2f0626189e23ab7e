import { ByteReader } from '../../../../../protocols/byte-reader.ts'
import { ByteWriter } from '../../../../../protocols/byte-writer.ts'
import { MapiError, mapiErrors } from '../../../../../protocols/mapi/error-codes.ts'
import { readAuxiliary } from '../../../../../protocols/mapi-http/index.ts'
import { type AddressBook, addressBookOf } from '../../../../nspi/address-book.ts'
import { plainAnswer } from '../../plain-answer.ts'
import type { MapiCall, MapiRequestType } from '../../request-type.ts'

/** A request type of the address book: how its body is read, and what fields its answer has. */
interface AddressBookRequestType<Request> {
  readonly name: string
  /** Zero bytes that stand for the fields of an answer that failed. */
  readonly emptyFields: number
  /** The request without its auxiliary buffer. @throws ProtocolSyntaxError */
  read(reader: ByteReader): Request
  /**
   * Writes the fields behind the error code, and gives that; 0 when it gives none.
   * @throws MapiError for an answer without fields
   */
  answer(request: Request, writer: ByteWriter, book: AddressBook, call: MapiCall): number | undefined
}

/** A request type that works on the address book within a session. */
export function addressBookType<Request>({
  name,
  emptyFields,
  read,
  answer,
}: AddressBookRequestType<Request>): MapiRequestType {
  return {
    name,
    endpoints: ['nspi'],
    needs: 'sequence',
    run(call) {
      const reader = new ByteReader('MAPI/HTTP', call.body)
      const request = read(reader)
      readAuxiliary(reader)
      const { session, server } = call
      try {
        const writer = new ByteWriter()
        const code = answer(request, writer, addressBookOf(server.users), call) ?? mapiErrors.success
        return { body: plainAnswer(writer.end(), code), session }
      } catch (error) {
        if (!(error instanceof MapiError)) throw error
        return { body: plainAnswer(Buffer.alloc(emptyFields), error.code), session }
      }
    },
  }
}
