// The formats in which programs write the id of a folder or item (IdFormatType), and how each is read and written.

import { EwsError } from './errors.ts'
import { type EwsIdParts, encodeEwsId, readEwsId } from './item-id.ts'

interface IdFormat {
  /**
   * @param mailboxGuid of the mailbox that is meant, for formats that do not tell
   * @throws EwsError ErrorInvalidIdMalformed
   */
  read(id: string, mailboxGuid: string): EwsIdParts
  write(parts: EwsIdParts): string
}

const malformed = (): EwsError => new EwsError('ErrorInvalidIdMalformed', 'Id is malformed.')

/** Entry ids of private folders have 46 bytes, those of messages 70 ([MS-OXCDATA] 2.2.4). */
function entryId(bytes: Buffer, mailboxGuid: string): EwsIdParts {
  if (bytes.length !== 46 && bytes.length !== 70) throw malformed()
  return { mailboxGuid, entryId: bytes }
}

function base64(text: string, pattern = /^[A-Za-z0-9+/]+={0,2}$/): Buffer {
  if (text.length > 1_024 || !pattern.test(text)) throw malformed()
  return Buffer.from(text, 'base64')
}

const ews: IdFormat = { read: (id) => readEwsId(id), write: (parts) => encodeEwsId(parts) }

/** The entry id wrapped for the store of one database ([MS-OXCDATA] 2.2.4.3: the wrapped store entry id's provider). */
const storeProvider = Buffer.from('38a1bb1005e5101aa1bb08002b2a56c2', 'hex')

/** Outlook's .NET form of a store entry id: as a wrapped one, the entry id after flags, provider and the mailbox's name. */
const storeId: IdFormat = {
  read(id, mailboxGuid) {
    const bytes = base64(id)
    const at = bytes.length - 70 > 0 && headFits(bytes, bytes.length - 70) ? bytes.length - 70 : bytes.length - 46
    if (at < 0 || !headFits(bytes, at)) throw malformed()
    return entryId(bytes.subarray(at), mailboxGuid)
  },
  write: ({ entryId: bytes }) => Buffer.concat([Buffer.from([0, 0, 0, 0]), storeProvider, bytes]).toString('base64'),
}

function headFits(bytes: Buffer, at: number): boolean {
  return at === 20 && bytes.readUInt32LE(0) === 0 && bytes.subarray(4, 20).equals(storeProvider)
}

export const alternateFormats: ReadonlyMap<string, IdFormat> = new Map<string, IdFormat>([
  ['EwsId', ews],
  // The ids of Exchange 2007 before SP1 had another form; servers of today write the present one for it [recalled].
  ['EwsLegacyId', ews],
  [
    'EntryId',
    {
      read: (id, mailboxGuid) => entryId(base64(id), mailboxGuid),
      write: ({ entryId: bytes }) => bytes.toString('base64'),
    },
  ],
  [
    'HexEntryId',
    {
      read(id, mailboxGuid) {
        if (id.length > 1_024 || id.length % 2 !== 0 || !/^[0-9a-fA-F]+$/.test(id)) throw malformed()
        return entryId(Buffer.from(id, 'hex'), mailboxGuid)
      },
      write: ({ entryId: bytes }) => bytes.toString('hex').toUpperCase(),
    },
  ],
  ['StoreId', storeId],
  [
    'OwaId',
    // The EWS id in the alphabet of URLs: `-` for `/` and `_` for `+`.
    {
      read: (id) => readEwsId(decodeURIComponentSafely(id).replaceAll('-', '/').replaceAll('_', '+')),
      write: (parts) => encodeURIComponent(encodeEwsId(parts).replaceAll('/', '-').replaceAll('+', '_')),
    },
  ],
])

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw malformed()
  }
}
