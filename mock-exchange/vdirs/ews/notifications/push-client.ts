// The HTTP client of push notifications. A URL on loopback is a program beside the lab; every other address is one of the
// lab's network, where the server stands.

import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isIP, type Socket } from 'node:net'
import { connect as tlsConnect } from 'node:tls'
import { dialTcp } from '../../../../base/dial-tcp.ts'
import type { Dial } from '../../../../base/vantage-point.ts'
import { childOf, descendantOf, parseXml, textOf } from '../../../xml/document.ts'
import { Markup, markup } from '../../../xml/markup.ts'
import { messagesNamespace, soapNamespace, typesNamespace } from '../namespaces.ts'

/** Milliseconds of real time that a client has for its answer. */
const answerWithin = 30_000
/** Bytes of an answer that are read: one that is longer is none. */
const longestAnswer = 65_536

/** How a server reaches its client. */
interface PushConnection {
  readonly dial: Dial
  /** PEM of the authorities that may have issued the certificate of an https URL. */
  readonly trust: readonly string[]
  readonly signal: AbortSignal
  /** Of the schema, for RequestServerVersion. */
  readonly version: string
}

/**
 * Posts a notification and reads what the client makes of it.
 * @param notification `m:Notification`
 * @throws Error of the connection; for a status other than 200, or a body without SubscriptionStatus
 */
export async function postNotification(
  url: URL,
  notification: string,
  { dial, trust, signal, version }: PushConnection,
): Promise<'OK' | 'Unsubscribe'> {
  const within = AbortSignal.any([signal, AbortSignal.timeout(answerWithin)])
  const socket = await connectTo(url, { dial, trust, signal: within })
  // While the request is under way it tells what goes wrong; a reset after its answer is nobody's loss.
  socket.on('error', () => undefined)
  try {
    const answer = await post(url, envelope(notification, version), socket, within)
    return statusOf(answer)
  } finally {
    socket.destroy()
  }
}

async function connectTo(
  { protocol, hostname, port }: URL,
  { dial, trust, signal }: Omit<PushConnection, 'version'>,
): Promise<Socket> {
  const host = hostname.replace(/^\[|\]$/g, '')
  const number = Number(port) || (protocol === 'https:' ? 443 : 80)
  const local = host === 'localhost' || host === '::1' || /^127\./.test(host)
  const socket = local ? await dialTcp({ host, port: number }, signal) : await dial(host, number, signal)
  if (protocol === 'http:') return socket
  return tlsConnect({ socket, ca: [...trust], ...(isIP(host) === 0 ? { servername: host } : { host }) })
}

function post(url: URL, body: Buffer, socket: Socket, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest
    const request = send(url, {
      method: 'POST',
      signal,
      // Without an agent: one, even one of this request's own, would dial by itself, past the lab's network.
      createConnection: () => socket,
      headers: {
        'content-type': 'text/xml; charset=utf-8',
        'content-length': body.length,
        accept: 'text/xml',
        soapaction: `"${messagesNamespace}/SendNotification"`,
      },
    })
    request.once('error', reject)
    // Node says nothing more of a request whose connection has changed to another protocol.
    request.once('upgrade', () => reject(new Error('The client answered a notification with another protocol.')))
    request.once('response', (response) => {
      const chunks: Buffer[] = []
      let length = 0
      response.on('data', (chunk: Buffer) => {
        length += chunk.length
        chunks.push(chunk)
        if (length > longestAnswer) response.destroy(new Error('The answer to a notification is too long.'))
      })
      response.once('error', reject)
      response.once('end', () => {
        if (response.statusCode === 200) resolve(Buffer.concat(chunks).toString('utf8'))
        else reject(new Error(`The client answered a notification with ${response.statusCode}.`))
      })
    })
    request.end(body)
  })
}

function envelope(notification: string, version: string): Buffer {
  const message = markup`<m:SendNotificationResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode>${new Markup(
    notification,
  )}</m:SendNotificationResponseMessage>`
  const body = markup`<m:SendNotification xmlns:t="${typesNamespace}" xmlns:m="${messagesNamespace}"><m:ResponseMessages>${message}</m:ResponseMessages></m:SendNotification>`
  const header = markup`<t:RequestServerVersion Version="${version}" xmlns:t="${typesNamespace}"/>`
  const whole = markup`<soap11:Envelope xmlns:soap11="${soapNamespace}"><soap11:Header>${header}</soap11:Header><soap11:Body>${body}</soap11:Body></soap11:Envelope>`
  return Buffer.from(`<?xml version="1.0" encoding="utf-8"?>${whole}`)
}

/** SubscriptionStatus of SendNotificationResult. */
function statusOf(answer: string): 'OK' | 'Unsubscribe' {
  const body = childOf(parseXml(answer), soapNamespace, 'Body')
  const status = body && textOf(descendantOf(body, messagesNamespace, 'SendNotificationResult', 'SubscriptionStatus'))
  if (status === 'OK' || status === 'Unsubscribe') return status
  throw new Error('The answer to a notification has no SubscriptionStatus.')
}
