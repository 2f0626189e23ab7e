import type { ActiveSyncCommand } from '../command.ts'
import { folderSync } from './folder-sync.ts'
import { ping } from './ping.ts'

const commands: readonly ActiveSyncCommand[] = [folderSync, ping]

/** All commands that this mock carries out, by name in lower case. */
export const activeSyncCommands: ReadonlyMap<string, ActiveSyncCommand> = new Map(
  commands.map((command) => [command.name.toLowerCase(), command]),
)
