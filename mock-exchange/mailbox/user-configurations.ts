// Configuration objects of folders ([MS-OXOCFG]): what clients keep there for themselves, by a name.

import type { Folder } from './folders.ts'
import type { Mailbox } from './mailbox.ts'

/** A value of a dictionary with its type, as the client gave both ([MS-OXWSUSRCFG] 2.2.4.5, UserConfigurationDictionaryObjectType). */
export interface DictionaryValue {
  readonly type: string
  readonly values: readonly string[]
}

export interface UserConfiguration {
  /** Entries in their order; a value may be nothing. */
  readonly dictionary: readonly (readonly [key: DictionaryValue, value: DictionaryValue | undefined])[] | undefined
  readonly xmlData: Buffer | undefined
  readonly binaryData: Buffer | undefined
  /** Grows with every change. */
  readonly version: number
}

const stored = new WeakMap<Mailbox, Map<string, UserConfiguration>>()

function keyOf({ id }: Folder, name: string): string {
  return `${id.counter} ${name.toLowerCase()}`
}

/** The configuration of that name in a folder, whatever its case; undefined when there is none. */
export function userConfiguration(mailbox: Mailbox, folder: Folder, name: string): UserConfiguration | undefined {
  return stored.get(mailbox)?.get(keyOf(folder, name))
}

/** Keeps a configuration, or removes it when there is nothing to keep. */
export function setUserConfiguration(
  mailbox: Mailbox,
  folder: Folder,
  name: string,
  configuration: Omit<UserConfiguration, 'version'> | undefined,
): void {
  const all = stored.get(mailbox) ?? new Map<string, UserConfiguration>()
  stored.set(mailbox, all)
  const key = keyOf(folder, name)
  const version = (all.get(key)?.version ?? 0) + 1
  if (configuration === undefined) all.delete(key)
  else all.set(key, { ...configuration, version })
}
