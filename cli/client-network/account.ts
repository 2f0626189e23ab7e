// Whom the clients of a command log on as. A password is never an argument, as other users of the machine see those.

import { failure } from '../../base/errors.ts'
import { loadPassphrase } from '../../certs/index.ts'
import type { Credentials } from '../../clients/types.ts'
import { askHidden } from './ask-hidden.ts'
import type { ClientNetwork } from './types.ts'

export interface AccountOptions {
  readonly user?: string
  readonly passwordFile?: string
}

/**
 * The account for clients on a network; undefined on the real one when no user is named.
 * @param email address of the mailbox, where it is known
 * @throws BH_ERR_NO_SUCH_HOST for a user that the lab does not have; BH_ERR_USAGE when there is no way to a password
 */
export async function accountFor(
  { user, passwordFile }: AccountOptions,
  { topology, users }: Pick<ClientNetwork, 'topology' | 'users'>,
  email: string | undefined,
  command: string,
): Promise<Credentials | undefined> {
  const { domain, name } = splitUser(user ?? '')
  if (topology !== undefined) {
    const found = user === undefined ? byMailbox(users, email) : users.find((one) => isNamed(one, name, domain))
    if (found === undefined && user !== undefined) {
      throw failure('BH_ERR_NO_SUCH_HOST', {
        kind: 'user',
        host: user,
        known: users.map((one) => one.user).join(', '),
      })
    }
    if (found === undefined || passwordFile === undefined) return found
    return { ...found, password: await loadPassphrase(passwordFile) }
  }
  if (user === undefined) return undefined
  const mailbox = email ?? (name.includes('@') ? name : '')
  return { user: name, domain, password: await passwordOf(user, passwordFile, command), mailbox, mailboxGuid: '' }
}

const byMailbox = (users: readonly Credentials[], email: string | undefined): Credentials | undefined =>
  users.find(({ mailbox }) => mailbox.toLowerCase() === email?.toLowerCase()) ?? users[0]

const isNamed = (one: Credentials, name: string, domain: string): boolean =>
  (one.user.toLowerCase() === name.toLowerCase() || one.mailbox.toLowerCase() === name.toLowerCase()) &&
  (domain === '' || domain.toLowerCase() === one.domain.toLowerCase())

function splitUser(text: string): { readonly domain: string; readonly name: string } {
  const at = text.indexOf('\\')
  return at < 0 ? { domain: '', name: text } : { domain: text.slice(0, at), name: text.slice(at + 1) }
}

async function passwordOf(user: string, file: string | undefined, command: string): Promise<string> {
  if (file !== undefined) return loadPassphrase(file)
  const given = process.env['BRIDGEHEAD_PASSWORD']
  if (given !== undefined) return given
  const typed = await askHidden(`Password of ${user}: `)
  if (typed !== undefined) return typed
  throw failure('BH_ERR_USAGE', {
    problem: `There is no password for ${user}: give --password-file, or set BRIDGEHEAD_PASSWORD.`,
    command,
  })
}
