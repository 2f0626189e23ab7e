// A plain HTTP server that logs its connections on by NTLM, as IIS does.

import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { Socket } from 'node:net'
import {
  createChallenge,
  ntlmMessageType,
  unwrapSpnego,
  verifyAuthenticate,
  wrapNegTokenResp,
} from '../../../protocols/ntlm/index.ts'

interface State {
  negotiate?: Buffer
  challenge?: Buffer
  user?: string
}

export interface NtlmServerOptions {
  readonly passwords: Readonly<Record<string, string>>
  /** WWW-Authenticate lines of a 401 without a challenge. */
  readonly offers?: readonly string[]
  /** Ends the connection after the challenge, as a proxy does that does not keep it. */
  readonly closesAfterChallenge?: boolean
}

/** What each request said and who it was taken for, in order: `POST NTLM 0 -`. */
export interface NtlmServer {
  readonly server: Server
  readonly seen: string[]
}

export function ntlmServer({
  passwords,
  offers = ['Negotiate', 'NTLM'],
  closesAfterChallenge = false,
}: NtlmServerOptions): NtlmServer {
  const states = new WeakMap<Socket, State>()
  const seen: string[] = []
  const server = createServer(async (request, response) => {
    const state = states.get(request.socket) ?? {}
    states.set(request.socket, state)
    const length = (await request.toArray()).reduce((sum: number, chunk: Buffer) => sum + chunk.length, 0)
    const [scheme = '-'] = (request.headers.authorization ?? '').split(' ')
    const answer = step(state, request, passwords)
    seen.push(`${request.method} ${scheme || '-'} ${length} ${state.user ?? '-'}`)
    if (state.user !== undefined) {
      response.end(`hello ${state.user}`)
      return
    }
    if (answer !== undefined && closesAfterChallenge) response.setHeader('Connection', 'close')
    response.writeHead(401, { 'WWW-Authenticate': answer === undefined ? [...offers] : [answer] }).end()
  })
  return { server, seen }
}

/** The challenge to send; undefined when the request is refused or has logged its connection on. */
function step(state: State, request: IncomingMessage, passwords: NtlmServerOptions['passwords']): string | undefined {
  const [scheme = '', text] = (request.headers.authorization ?? '').split(' ')
  if (text === undefined || !/^(ntlm|negotiate)$/i.test(scheme)) return undefined
  const bytes = Buffer.from(text, 'base64')
  const token = scheme === 'Negotiate' ? (unwrapSpnego(bytes).token ?? bytes) : bytes
  if (ntlmMessageType(token) === 1) {
    state.negotiate = token
    state.challenge = createChallenge({
      negotiate: token,
      netbiosComputer: 'CAS1',
      netbiosDomain: 'CONTOSO',
      dnsComputer: 'cas1.contoso.com',
      dnsDomain: 'contoso.com',
    })
    const wrapped = scheme === 'Negotiate' ? wrapNegTokenResp(state.challenge, 'accept-incomplete') : state.challenge
    return `${scheme} ${wrapped.toString('base64')}`
  }
  const { negotiate, challenge } = state
  if (negotiate === undefined || challenge === undefined) return undefined
  const verdict = verifyAuthenticate({
    negotiate,
    challenge,
    authenticate: token,
    passwordOf: (user) => passwords[user],
  })
  if (verdict.ok) state.user = verdict.user
  return undefined
}
