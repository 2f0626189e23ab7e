// `bridgehead certs …`: authorities, certificates, requests and PFX files for edges in front of real servers.

import { Command } from 'commander'
import type { Console } from '../console.ts'
import { caCommand } from './certs/ca.ts'
import { exportCommand } from './certs/export.ts'
import { importCommand } from './certs/import.ts'
import { inspectCommand } from './certs/inspect.ts'
import { issueCommand } from './certs/issue.ts'
import { requestCommand } from './certs/request.ts'

const commands = [caCommand, issueCommand, requestCommand, inspectCommand, exportCommand, importCommand]

/** The command group. Existing files are never overwritten: a private key that is gone stays gone. */
export function certsCommand(console: Console): Command {
  const certs = new Command('certs').description('makes, requests, inspects and converts certificates')
  for (const make of commands) certs.addCommand(make(console))
  // Only by then has the group its own settings from the program, such as where errors go and the exit status.
  return certs.hook('preSubcommand', (group, command) => void command.copyInheritedSettings(group))
}
