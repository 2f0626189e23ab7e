// Applications that wait for news over EWS streaming notifications ([MS-OXWSNTIF]).
//
//   Subscribe ─▶ subscription id      GetStreamingEvents ─▶ envelope, envelope, … until the connection's time is over

import type { HttpRequest } from '../../http/index.ts'
import { parseXml, textOf } from '../../xml.ts'
import { expectStatus, type LoadClient, LoadFailure, type LoadProfile } from '../profile.ts'

/** Minutes that a connection asks for; 30 is the most that Exchange grants. */
const minutes = 30

const envelope = (body: string): string =>
  `<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"><s:Header><t:RequestServerVersion Version="Exchange2013"/></s:Header><s:Body>${body}</s:Body></s:Envelope>`

const subscribe = envelope(
  '<m:Subscribe><m:StreamingSubscriptionRequest><t:FolderIds><t:DistinguishedFolderId Id="inbox"/></t:FolderIds><t:EventTypes><t:EventType>NewMailEvent</t:EventType></t:EventTypes></m:StreamingSubscriptionRequest></m:Subscribe>',
)

const listen = (id: string): string =>
  envelope(
    `<m:GetStreamingEvents><m:SubscriptionIds><t:SubscriptionId>${id}</t:SubscriptionId></m:SubscriptionIds><m:ConnectionTimeout>${minutes}</m:ConnectionTimeout></m:GetStreamingEvents>`,
  )

export const ewsStream: LoadProfile = {
  name: 'ews-stream',
  about: 'applications that wait for new mail: Subscribe, then GetStreamingEvents held for 30 minutes',
  start(client) {
    let id: string | undefined
    return async () => {
      id ??= await newSubscription(client)
      const { answer, release } = await client.openHeld({
        ...request(client, listen(id)),
        idle: (minutes + 1) * 60_000,
      })
      try {
        expectStatus(answer, 200)
        let first = ''
        for await (const chunk of answer.body) {
          if (first.length < 4_096) first += (chunk as Buffer).toString('latin1')
        }
        if (/ErrorSubscriptionNotFound|ErrorInvalidSubscription|ErrorExpiredSubscription/.test(first)) id = undefined
        const refused = /ResponseClass="Error"[\s\S]*?<(?:\w+:)?ResponseCode>([^<]+)</.exec(first)?.[1]
        if (refused !== undefined) throw new LoadFailure(refused)
      } finally {
        release()
        answer.body.destroy()
      }
    }
  },
}

async function newSubscription(client: LoadClient): Promise<string> {
  const response = await client.send(request(client, subscribe))
  expectStatus(response, 200)
  const root = parseXml(response.body, 'The answer to Subscribe')
  const id = textOf(root, 'SubscriptionId')
  if (id === undefined) throw new LoadFailure(textOf(root, 'ResponseCode') ?? 'no SubscriptionId')
  return id
}

function request({ account, url }: LoadClient, body: string): HttpRequest {
  return {
    url: url('/EWS/Exchange.asmx'),
    method: 'POST',
    headers: [
      ['User-Agent', 'ExchangeServicesClient/15.00.0847.030'],
      ['Content-Type', 'text/xml; charset=utf-8'],
      ['Accept', 'text/xml'],
    ],
    body: Buffer.from(body),
    scheme: 'ntlm',
    account,
  }
}
