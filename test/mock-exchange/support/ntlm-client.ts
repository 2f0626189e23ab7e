import { Agent as PlainAgent } from 'node:http'
import { Agent as SecureAgent } from 'node:https'
import {
  createAuthenticate,
  createNegotiate,
  unwrapSpnego,
  wrapNegTokenInit,
  wrapNegTokenResp,
} from '../../../protocols/ntlm/index.ts'
import type { Answer } from './client.ts'

/** An agent with one connection, which it keeps. */
export function oneConnection(secure: boolean): PlainAgent {
  const options = { keepAlive: true, maxSockets: 1 }
  return secure ? new SecureAgent(options) : new PlainAgent(options)
}

export interface Handshake {
  readonly user: string
  readonly domain?: string
  readonly password: string
  readonly spnego?: boolean
  readonly scheme?: 'NTLM' | 'Negotiate'
  readonly keyExchange?: boolean
  readonly mic?: boolean
  readonly channelBinding?: Buffer
}

export interface Legs {
  /** Authorization of the first leg. */
  readonly first: { readonly authorization: string }
  /** Authorization of the second, from the answer to the first. */
  second(answer: Answer): { readonly authorization: string }
}

/** The two messages of a client. */
export function handshake(options: Handshake): Legs {
  const { spnego = false, scheme = spnego ? 'Negotiate' : 'NTLM', keyExchange = false } = options
  const negotiate = createNegotiate({ keyExchange })
  const header = (token: Buffer): { authorization: string } => ({
    authorization: `${scheme} ${token.toString('base64')}`,
  })
  return {
    first: header(spnego ? wrapNegTokenInit(negotiate) : negotiate),
    second(answer) {
      const [, text = ''] = answer.header('www-authenticate')?.split(' ') ?? []
      const token = Buffer.from(text, 'base64')
      const challenge = spnego ? (unwrapSpnego(token).token ?? Buffer.alloc(0)) : token
      const authenticate = createAuthenticate({
        negotiate,
        challenge,
        user: options.user,
        domain: options.domain ?? 'CONTOSO',
        password: options.password,
        mic: options.mic ?? true,
        ...(options.channelBinding && { channelBinding: options.channelBinding }),
      })
      return header(spnego ? wrapNegTokenResp(authenticate) : authenticate)
    },
  }
}
