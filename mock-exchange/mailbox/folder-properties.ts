// MAPI properties of folders that clients set and that no other field holds, by the keys of `property-keys.ts`.

import type { Folder } from './folders.ts'
import type { PropertyValue } from './item.ts'
import type { Mailbox } from './mailbox.ts'

const stored = new WeakMap<Mailbox, Map<number, Map<string, PropertyValue>>>()

/** A property that a client has set; undefined when none has. */
export function folderProperty(mailbox: Mailbox, { id }: Folder, key: string): PropertyValue | undefined {
  return stored.get(mailbox)?.get(id.counter)?.get(key)
}

/** Keeps a property of a folder, or removes it. */
export function setFolderProperty(
  mailbox: Mailbox,
  { id }: Folder,
  key: string,
  value: PropertyValue | undefined,
): void {
  const folders = stored.get(mailbox) ?? new Map<number, Map<string, PropertyValue>>()
  stored.set(mailbox, folders)
  const properties = folders.get(id.counter) ?? new Map<string, PropertyValue>()
  folders.set(id.counter, properties)
  if (value === undefined) properties.delete(key)
  else properties.set(key, value)
}
