// Requests of a client of EWS notifications, as the EWS Managed API writes them.

import type { HttpRequest } from '../http/index.ts'
import { escapeXml } from '../xml.ts'

const namespaces =
  'xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"'

/** A request with its operation, without credentials. */
export function ewsRequest(url: URL, operation: string, mailbox: string): HttpRequest {
  const body = `<?xml version="1.0" encoding="utf-8"?><s:Envelope ${namespaces}><s:Header><t:RequestServerVersion Version="Exchange2013"/></s:Header><s:Body>${operation}</s:Body></s:Envelope>`
  return {
    url,
    method: 'POST',
    headers: [
      ['User-Agent', 'ExchangeServicesClient/15.00.0847.030'],
      ['Content-Type', 'text/xml; charset=utf-8'],
      ['Accept', 'text/xml'],
      // Both tell a front end to keep to the server of the mailbox.
      ['X-AnchorMailbox', mailbox],
      ['X-PreferServerAffinity', 'true'],
    ],
    body: Buffer.from(body),
  }
}

export function subscribeOperation(folder: string, events: readonly string[]): string {
  const types = events.map((type) => `<t:EventType>${type}</t:EventType>`).join('')
  return `<m:Subscribe><m:StreamingSubscriptionRequest><t:FolderIds><t:DistinguishedFolderId Id="${folder}"/></t:FolderIds><t:EventTypes>${types}</t:EventTypes></m:StreamingSubscriptionRequest></m:Subscribe>`
}

/** @param minutes until the server closes the stream, 1 to 30 */
export function streamOperation(subscription: string, minutes: number): string {
  return `<m:GetStreamingEvents><m:SubscriptionIds><t:SubscriptionId>${escapeXml(
    subscription,
  )}</t:SubscriptionId></m:SubscriptionIds><m:ConnectionTimeout>${minutes}</m:ConnectionTimeout></m:GetStreamingEvents>`
}

/** A message to one recipient, kept nowhere else. */
export function sendOperation(to: string, subject: string): string {
  return `<m:CreateItem MessageDisposition="SendOnly"><m:Items><t:Message><t:Subject>${escapeXml(
    subject,
  )}</t:Subject><t:Body BodyType="Text">A test of notifications.</t:Body><t:ToRecipients><t:Mailbox><t:EmailAddress>${escapeXml(
    to,
  )}</t:EmailAddress></t:Mailbox></t:ToRecipients></t:Message></m:Items></m:CreateItem>`
}
