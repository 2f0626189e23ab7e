// Applications that wait for news over EWS streaming notifications ([MS-OXWSNTIF]).
//
//   Subscribe ─▶ subscription id      GetStreamingEvents ─▶ envelope, envelope, … until the connection's time is over

import { streamOperation, subscribeOperation } from '../../ews/notification-requests.ts'
import { type EwsService, ewsRequest } from '../../ews/operation.ts'
import { parseXml, textOf } from '../../xml.ts'
import { expectStatus, type LoadClient, LoadFailure, type LoadProfile } from '../profile.ts'

/** Minutes that a connection asks for; 30 is the most that Exchange grants. */
const minutes = 30

export const ewsStream: LoadProfile = {
  name: 'ews-stream',
  about: 'applications that wait for new mail: Subscribe, then GetStreamingEvents held for 30 minutes',
  start(client) {
    let id: string | undefined
    return async () => {
      id ??= await newSubscription(client)
      const { answer, release } = await client.openHeld({
        ...ewsRequest(serviceOf(client), () => client.account, streamOperation(id, minutes)),
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
  const response = await client.send(
    ewsRequest(serviceOf(client), () => client.account, subscribeOperation('inbox', ['NewMailEvent'])),
  )
  expectStatus(response, 200)
  const root = parseXml(response.body, 'The answer to Subscribe')
  const id = textOf(root, 'SubscriptionId')
  if (id === undefined) throw new LoadFailure(textOf(root, 'ResponseCode') ?? 'no SubscriptionId')
  return id
}

const serviceOf = ({ url }: LoadClient): EwsService => ({ url: url('/EWS/Exchange.asmx'), auth: 'ntlm' })
