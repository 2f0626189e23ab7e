// A session of SMTP: the library's protocol engine with Exchange's greeting, extensions, words and NTLM.

import type { Socket } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { SMTPConnection } from 'smtp-server/lib/smtp-connection.js'
import type { UserPlan } from '../../topology/lab-plan.ts'
import type { Accounts } from '../auth/accounts.ts'
import type { ReceiveConnector } from './connector.ts'
import { beginNtlm, type NtlmHandshake, type NtlmNames } from './ntlm-log-on.ts'
import { exchangeReply } from './replies.ts'

/** What a session shows of its server. */
export interface SessionSetup {
  readonly connector: ReceiveConnector
  readonly fqdn: string
  readonly names: NtlmNames
  readonly accounts: Accounts
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/** A server whose sessions are Exchange's; sockets are handed to it by `connect`. */
export class ExchangeSmtpServer extends SMTPServer {
  readonly #setup: SessionSetup

  constructor(setup: SessionSetup, options: SMTPServerOptions) {
    super(options)
    this.#setup = setup
  }

  override connect(socket: Socket): void {
    const session = new ExchangeSession(this, socket, this.#setup)
    this.connections.add(session)
    // A client that breaks off ends its own session and nothing else.
    session.on('error', () => {})
    session.init()
  }
}

class ExchangeSession extends SMTPConnection {
  readonly #setup: SessionSetup

  constructor(server: SMTPServer, socket: Socket, setup: SessionSetup) {
    super(server, socket)
    this.#setup = setup
  }

  override _sendGreeting(): void {
    const { fqdn, now } = this.#setup
    const date = new Date(now()).toUTCString().replace('GMT', '+0000')
    super.send(220, `${fqdn} Microsoft ESMTP MAIL Service ready at ${date}`, false)
  }

  override send(code: number, data?: string | string[] | null, context?: string | false): void {
    // A greeting of several lines is the answer to EHLO.
    if (Array.isArray(data)) super.send(code, this.#extensions(data), false)
    else if (code === 334) super.send(code, data, false)
    else {
      const reply = exchangeReply(code, data ?? '', context)
      super.send(reply.code, reply.text, false)
    }
  }

  override handler_AUTH(command: Buffer, callback: () => void): void {
    const [, mechanism = '', token, ...more] = command.toString('latin1').trim().split(/\s+/)
    const ours = mechanism.toUpperCase() === 'NTLM' && this.#setup.connector.mechanisms.includes('NTLM')
    if (!ours || !this.secure || this.session.user || more.length > 0) {
      super.handler_AUTH(command, callback)
      return
    }
    if (token === undefined) {
      this.#expect((message) => this.#begin(message))
      this.send(334, 'NTLM supported')
    } else this.#begin(Buffer.from(token, 'base64'))
    callback()
  }

  /** `250-cas1.contoso.com Hello [192.0.2.1]` and what the connector offers, in Exchange's order (reference 5.2). */
  #extensions(offered: readonly string[]): string[] {
    const { connector, fqdn } = this.#setup
    const startTls = offered.includes('STARTTLS') ? ['STARTTLS'] : []
    const auth =
      this.secure && offered.some((line) => line.startsWith('AUTH')) ? [`AUTH ${connector.mechanisms.join(' ')}`] : []
    return [
      `${fqdn} Hello [${this.remoteAddress}]`,
      `SIZE ${connector.size}`,
      'PIPELINING',
      'DSN',
      'ENHANCEDSTATUSCODES',
      ...startTls,
      ...auth,
      '8BITMIME',
    ]
  }

  /** Takes the next line as Base64; `*` gives up (RFC 4954 section 4). */
  #expect(take: (message: Buffer) => void): void {
    this._nextHandler = (line: Buffer, callback: () => void) => {
      const text = line.toString('latin1').trim()
      if (text === '*') this.send(501, '5.7.0 Authentication cancelled')
      else take(Buffer.from(text, 'base64'))
      callback()
    }
  }

  #begin(negotiate: Buffer): void {
    const handshake = beginNtlm(negotiate, this.#setup.names, this.#setup.accounts)
    if (handshake === undefined) this.#refuse()
    else {
      this.#expect((message) => this.#finish(handshake, message))
      this.send(334, handshake.challenge.toString('base64'))
    }
  }

  #finish(handshake: NtlmHandshake, message: Buffer): void {
    const user: UserPlan | undefined = handshake.finish(message)
    // The library asks for no more of a session's user than that there is one.
    if (user !== undefined) Object.assign(this.session, { user })
    if (user === undefined) this.#refuse()
    else this.send(235, 'Authentication successful')
  }

  #refuse(): void {
    this.send(535, 'Authentication unsuccessful')
  }
}
