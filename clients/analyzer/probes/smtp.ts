// Mail: who takes it, what is offered on ports 25 and 587, the certificate of STARTTLS, and whether anybody may relay.
// No message is sent: every transaction is taken back before DATA.

import { endpointText } from '../../../base/endpoint-text.ts'
import { authenticate } from '../../smtp/authenticate.ts'
import { SmtpConnection } from '../../smtp/connection.ts'
import { type Extensions, readExtensions } from '../../smtp/extensions.ts'
import { mailExchangers } from '../../smtp/mail-exchanger.ts'
import { replyText, type SmtpReply } from '../../smtp/reply.ts'
import type { Probe } from '../probe.ts'
import type { Step } from '../step.ts'
import { connectHost } from '../steps/connect.ts'
import { resolveHost } from '../steps/resolve.ts'
import { testTls } from '../steps/tls.ts'
import type { ProbeTarget } from '../types.ts'

/** The sender and the foreign recipient of the relay test; names for examples, which nobody has (RFC 2606). */
const stranger = 'connectivity-test@example.org'
const elsewhere = 'connectivity-test@example.net'

/** A connection that has said EHLO. */
interface Session {
  readonly connection: SmtpConnection
  readonly host: string
  readonly where: string
  readonly extensions: Extensions
}

export const smtp: Probe = {
  name: 'smtp',
  about: 'mail: MX, ports 25 and 587, STARTTLS and its certificate, log-on only after TLS, no open relay',
  logsOn: true,
  title: ({ email, host, domain }) => `Mail for ${host ?? email ?? domain}`,
  async run(step, target) {
    const hosts = target.host === undefined ? await exchangers(step, target.domain) : [target.host]
    for (const host of hosts) {
      await step.attempt(`${host}, port 25 (mail servers)`, (inner) => testServers(inner, host, target))
    }
    const [first] = hosts
    if (first === undefined) return
    // Mail programs may be kept out here on purpose; what answers must be right.
    const reachable = await step.alternative(`${first}, port 587 reachable`, async (inner) => {
      const { socket } = await connectHost(inner, first, await resolveHost(inner, first), 587)
      socket.destroy()
      return true
    })
    if (reachable) await step.attempt(`${first}, port 587 (mail programs)`, (inner) => testPrograms(inner, first))
  },
}

function exchangers(parent: Step, domain: string): Promise<readonly string[]> {
  return parent.step(`Mail exchangers (MX) of ${domain}`, async (step) => {
    const found = await mailExchangers(step.world.from, domain, step.world.signal)
    step.summary = found.map(({ preference, host }) => `${preference} ${host}`).join(', ')
    if (found.length > 0) return found.map(({ host }) => host)
    step.warn('no-mx', `${domain} has no MX record in the DNS of the ${step.world.from.vantage}.`)
    return [domain]
  })
}

async function testServers(step: Step, host: string, { email, domain }: ProbeTarget): Promise<void> {
  const session = await open(step, host, 25)
  using connection = session.connection
  const secure = await encrypt(step, session)
  if (secure === undefined) step.warn('starttls-missing', `${host} takes mail unencrypted only.`)
  if (email !== undefined) {
    await step.attempt(`Recipient ${email}`, async (inner) => {
      const reply = await transaction(inner, connection, `postmaster@${domain}`, email)
      if (reply.code >= 400) inner.fail('recipient-refused', `${host} refused ${email}: ${replyText(reply)}.`)
    })
  }
  await step.attempt('No relay for strangers', async (inner) => {
    const reply = await transaction(inner, connection, stranger, elsewhere)
    if (reply.code < 400)
      inner.fail('open-relay', `${host} takes mail from strangers to strangers: ${replyText(reply)}.`)
    inner.summary = replyText(reply)
  })
  await connection.command('QUIT')
}

async function testPrograms(step: Step, host: string): Promise<void> {
  const session = await open(step, host, 587)
  using connection = session.connection
  const secure = await encrypt(step, session)
  if (secure === undefined) return step.fail('starttls-missing', `${host} offers no STARTTLS on port 587.`)
  await step.step('Ways to log on after STARTTLS', async (inner) => {
    const offered = secure.get('AUTH') ?? []
    inner.summary = offered.join(', ')
    if (offered.length === 0) inner.fail('auth-missing', `${host} offers no way to log on, even after STARTTLS.`)
  })
  const { account, auth } = step.world
  if (account === undefined) return step.skip('Log on', 'No credentials were given.')
  await step.step('Log on', async (inner) => {
    const mechanism = auth === 'ntlm' || !secure.get('AUTH')?.includes('LOGIN') ? 'ntlm' : 'login'
    inner.detail('mechanism', mechanism.toUpperCase())
    const reply = await authenticate(connection, mechanism, account)
    inner.summary = replyText(reply)
    if (reply.code !== 235) inner.fail('logon-refused', `${host} refused the log-on: ${replyText(reply)}.`)
  })
  await connection.command('QUIT')
}

/** Steps: name, port, greeting, extensions. The caller ends the connection. */
async function open(parent: Step, host: string, port: number): Promise<Session> {
  const addresses = await resolveHost(parent, host)
  const { socket, address } = await connectHost(parent, host, addresses, port)
  const where = endpointText({ address, port })
  const connection = new SmtpConnection(socket, where, parent.world.signal)
  try {
    await parent.step('Greeting', async (step) => {
      const reply = await connection.reply()
      step.summary = replyText(reply)
      if (reply.code !== 220) step.fail('smtp-refused', `${where} greets with ${replyText(reply)}.`)
    })
    const extensions = await hello(parent, connection, 'What is offered (EHLO)')
    const early = (extensions.get('AUTH') ?? []).filter((one) => one === 'LOGIN' || one === 'PLAIN')
    if (early.length > 0 && extensions.has('STARTTLS')) {
      await parent.attempt('Log-on before encryption', async (step) =>
        step.fail('auth-before-tls', `${where} offers ${early.join(' and ')} before STARTTLS.`),
      )
    }
    return { connection, host, where, extensions }
  } catch (error) {
    connection[Symbol.dispose]()
    throw error
  }
}

function hello(parent: Step, connection: SmtpConnection, title: string): Promise<Extensions> {
  return parent.step(title, async (step) => {
    const reply = await connection.command('EHLO connectivity-test.example.org')
    if (reply.code !== 250) step.fail('smtp-refused', `EHLO was refused: ${replyText(reply)}.`)
    const extensions = readExtensions(reply)
    step.summary = [...extensions].map(([name, parameters]) => [name, ...parameters].join(' ')).join(', ')
    return extensions
  })
}

/** Steps: STARTTLS, the certificate, and EHLO anew; undefined when it is not offered. */
async function encrypt(
  parent: Step,
  { connection, host, where, extensions }: Session,
): Promise<Extensions | undefined> {
  if (!extensions.has('STARTTLS')) return undefined
  await parent.step('STARTTLS', async (step) => {
    const reply = await connection.command('STARTTLS')
    step.summary = replyText(reply)
    if (reply.code !== 220) step.fail('starttls-missing', `STARTTLS was refused: ${replyText(reply)}.`)
  })
  connection.resume(await testTls(parent, connection.release(), host, where))
  return hello(parent, connection, 'What is offered after STARTTLS')
}

/** MAIL and RCPT, and all of it taken back. The reply is that to RCPT, or to MAIL when that was refused. */
async function transaction(step: Step, connection: SmtpConnection, from: string, to: string): Promise<SmtpReply> {
  const sender = await connection.command(`MAIL FROM:<${from}>`)
  step.detail('MAIL', replyText(sender))
  if (sender.code >= 400) return sender
  const recipient = await connection.command(`RCPT TO:<${to}>`)
  step.detail('RCPT', replyText(recipient))
  await connection.command('RSET')
  return recipient
}
