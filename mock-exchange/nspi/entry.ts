// What the address book says of a user ([MS-OXOABK] 2.2.3, 2.2.4).

import { tags } from '../../protocols/mapi/property-tags.ts'
import { idOf, propertyTypes, tagOf, typeOf } from '../../protocols/mapi/property-types.ts'
import type { MapiValue, TaggedValue } from '../../protocols/mapi/property-values.ts'
import { addressBookProvider, displayTypes, ephemeralEntryId, permanentEntryId } from '../../protocols/nspi/entry-id.ts'
import type { UserPlan } from '../../topology/lab-plan.ts'
import { guidBytes, guidOf } from '../mailbox/guid.ts'
import { legacyDnOf, serverDnOf } from '../mailbox/legacy-dn.ts'

/** An object of the address book. */
export interface Entry {
  /** Minimal Entry ID. */
  readonly id: number
  readonly user: UserPlan
  readonly displayName: string
  readonly dn: string
  /** GUID of the object in the directory. */
  readonly guid: string
  /** By identifier, with the type that the directory has it in. */
  readonly properties: ReadonlyMap<number, TaggedValue>
}

/** When the directory of every lab was made; entries have not changed since. */
const created = Date.UTC(2014, 5, 1)

/** PidTagDisplayTypeEx of a mailbox of the organisation that rights can be given to. */
const localMailbox = 0x4000_0000
/** PidTagObjectType of a mail user. */
const mailUser = 6

/** The sub-authorities of the domain's SID are made from its name, so that it has the same one in every run. */
function securityId(user: UserPlan, relativeId: number): Buffer {
  const bytes = Buffer.alloc(28)
  bytes.writeUInt8(1)
  bytes.writeUInt8(5, 1)
  bytes.writeUIntBE(5, 2, 6)
  bytes.writeUInt32LE(21, 8)
  guidBytes(guidOf('domain', user.domain)).copy(bytes, 12, 0, 12)
  bytes.writeUInt32LE(relativeId, 24)
  return bytes
}

/** The entry of a user with a mailbox. */
export function entryOf(user: UserPlan, id: number): Entry {
  const dn = legacyDnOf(user)
  const guid = guidOf('directory object', user.domain, user.user)
  const { displayName, mailbox } = user
  const [givenName = '', ...rest] = displayName.split(' ')
  const ephemeral = Buffer.alloc(4)
  ephemeral.writeUInt32LE(id)
  const home = `${serverDnOf(user, mailbox.slice(mailbox.indexOf('@') + 1))}/cn=Microsoft Private MDB`
  const values: readonly (readonly [number, MapiValue])[] = [
    [tags.entryId, permanentEntryId(displayTypes.mailUser, dn)],
    [tags.recordKey, permanentEntryId(displayTypes.mailUser, dn)],
    [tags.templateId, permanentEntryId(displayTypes.mailUser, dn)],
    [tags.instanceKey, ephemeral],
    [tags.searchKey, Buffer.from(`EX:${dn.toUpperCase()}\0`, 'latin1')],
    [tags.mappingSignature, guidBytes(addressBookProvider)],
    [tags.objectType, mailUser],
    [tags.displayType, displayTypes.mailUser],
    [tags.displayTypeEx, localMailbox],
    [tags.sendRichInfo, true],
    [tags.displayName, displayName],
    [tags.transmittableDisplayName, displayName],
    [tags.displayName7Bit, displayName.normalize('NFD').replace(/[^ -~]/g, '')],
    [tags.commonName, displayName],
    [tags.givenName, givenName],
    [tags.surname, rest.join(' ')],
    [tags.account, user.user],
    [tags.addressType, 'EX'],
    [tags.emailAddress, dn],
    [tags.smtpAddress, mailbox],
    [tags.addressBookProxyAddresses, [`SMTP:${mailbox}`]],
    [tags.addressBookHomeMdb, home],
    [tags.addressBookObjectGuid, guidBytes(guid)],
    [tags.addressBookObjectSid, securityId(user, 1_000 + id)],
    [tags.addressBookMailboxGuid, guidBytes(user.mailboxGuid)],
    [tags.creationTime, created],
    [tags.lastModificationTime, created],
  ]
  return {
    id,
    user,
    displayName,
    dn,
    guid,
    properties: new Map(values.map(([tag, value]) => [idOf(tag), { tag, value }])),
  }
}

/** The same entry with the entry id that holds for one session. */
export function withEphemeralId(entry: Entry, server: string): Entry {
  const value = ephemeralEntryId(displayTypes.mailUser, server, entry.id)
  const properties = new Map(entry.properties).set(idOf(tags.entryId), { tag: tags.entryId, value })
  return { ...entry, properties }
}

/** A property in the type that is asked for: texts come in either form; undefined when there is none of that type. */
export function propertyOf({ properties }: Entry, tag: number): TaggedValue | undefined {
  const found = properties.get(idOf(tag))
  if (found === undefined) return undefined
  const wanted = typeOf(tag)
  if (wanted === propertyTypes.unspecified || wanted === typeOf(found.tag)) return found
  const { string, string8 } = propertyTypes
  const eightBit = wanted === typeOf(found.tag) - string + string8
  return eightBit && (typeOf(found.tag) & 0xff) === string
    ? { tag: tagOf(idOf(tag), wanted), value: found.value }
    : undefined
}
