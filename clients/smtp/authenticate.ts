// AUTH (RFC 4954): LOGIN, and NTLM ([MS-SMTPNTLM]) where a password is not to travel.

import { createAuthenticate, createNegotiate } from '../../protocols/ntlm/index.ts'
import { accountName } from '../account-name.ts'
import type { Account } from '../http/messages.ts'
import type { SmtpConnection } from './connection.ts'
import type { SmtpReply } from './reply.ts'

/** Ways to log on that the client knows. */
export const smtpMechanisms = ['login', 'ntlm'] as const
/** One of them. */
export type SmtpMechanism = (typeof smtpMechanisms)[number]

/** Logs on. The reply is the server's last: 235, or why not. @throws CauseError, ProtocolSyntaxError */
export async function authenticate(
  connection: SmtpConnection,
  mechanism: SmtpMechanism,
  account: Account,
): Promise<SmtpReply> {
  const started = await connection.command(`AUTH ${mechanism.toUpperCase()}`)
  if (started.code !== 334) return started
  return mechanism === 'login' ? login(connection, account) : ntlm(connection, account)
}

async function login(connection: SmtpConnection, account: Account): Promise<SmtpReply> {
  const named = await connection.command(base64(accountName(account)))
  return named.code === 334 ? connection.command(base64(account.password)) : named
}

async function ntlm(connection: SmtpConnection, account: Account): Promise<SmtpReply> {
  const negotiate = createNegotiate()
  const challenged = await connection.command(negotiate.toString('base64'))
  if (challenged.code !== 334) return challenged
  const challenge = Buffer.from(challenged.lines[0] ?? '', 'base64')
  return connection.command(createAuthenticate({ negotiate, challenge, ...account }).toString('base64'))
}

const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64')
