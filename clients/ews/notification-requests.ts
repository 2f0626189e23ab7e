// Operations of a client of EWS notifications ([MS-OXWSNTIF]), as the EWS Managed API writes them.

import { escapeMarkup } from '../../base/escape-markup.ts'

/** Subscribe for streaming notifications of one folder. */
export function subscribeOperation(folder: string, events: readonly string[]): string {
  const types = events.map((type) => `<t:EventType>${type}</t:EventType>`).join('')
  return `<m:Subscribe><m:StreamingSubscriptionRequest><t:FolderIds><t:DistinguishedFolderId Id="${folder}"/></t:FolderIds><t:EventTypes>${types}</t:EventTypes></m:StreamingSubscriptionRequest></m:Subscribe>`
}

/** @param minutes until the server closes the stream, 1 to 30 */
export function streamOperation(subscription: string, minutes: number): string {
  return `<m:GetStreamingEvents><m:SubscriptionIds><t:SubscriptionId>${escapeMarkup(
    subscription,
  )}</t:SubscriptionId></m:SubscriptionIds><m:ConnectionTimeout>${minutes}</m:ConnectionTimeout></m:GetStreamingEvents>`
}

/** A message to one recipient, kept nowhere else. */
export function sendOperation(to: string, subject: string): string {
  return `<m:CreateItem MessageDisposition="SendOnly"><m:Items><t:Message><t:Subject>${escapeMarkup(
    subject,
  )}</t:Subject><t:Body BodyType="Text">A test of notifications.</t:Body><t:ToRecipients><t:Mailbox><t:EmailAddress>${escapeMarkup(
    to,
  )}</t:EmailAddress></t:Mailbox></t:ToRecipients></t:Message></m:Items></m:CreateItem>`
}
