// Operations of EWS as steps; the rest goes on when one fails.

import { escapeMarkup } from '../../../base/escape-markup.ts'
import type { HopRecord } from '../../../base/trace.ts'
import { ActionRun } from '../../action-run.ts'
import { EwsClient, EwsRefusal } from '../../ews/ews-client.ts'
import type { EwsService } from '../../ews/operation.ts'
import { firstNamed, textOf } from '../../xml.ts'
import type { Step } from '../step.ts'
import { diagnose } from './answer.ts'
import { actionContext, traceOf } from './context.ts'

/** Step: a draft is made, and deleted again for good. */
export function testDraft(parent: Step, test: EwsService): Promise<void> {
  return withClient(
    parent,
    'Create a draft and delete it again (CreateItem, DeleteItem)',
    test,
    async (step, client) => {
      const created = await client.call(
        '<m:CreateItem MessageDisposition="SaveOnly"><m:SavedItemFolderId><t:DistinguishedFolderId Id="drafts"/></m:SavedItemFolderId><m:Items><t:Message><t:Subject>Connectivity test</t:Subject><t:Body BodyType="Text">Made by a connectivity test, and deleted again.</t:Body></t:Message></m:Items></m:CreateItem>',
      )
      const id = firstNamed(created, 'ItemId')?.getAttribute('Id')
      if (!id) return step.fail('protocol-error', 'The answer to CreateItem names no item.')
      await client.call(
        `<m:DeleteItem DeleteType="HardDelete"><m:ItemIds><t:ItemId Id="${escapeMarkup(id)}"/></m:ItemIds></m:DeleteItem>`,
      )
    },
  )
}

/** Step: whether a user is free or busy today, as Outlook asks before a meeting. */
export function testFreeBusy(parent: Step, test: EwsService, address: string): Promise<void> {
  return withClient(parent, 'Free or busy (GetUserAvailability)', test, async (step, client) => {
    const today = new Date().toISOString().slice(0, 10)
    const zone = (month: number): string =>
      `<t:Bias>0</t:Bias><t:Time>02:00:00</t:Time><t:DayOrder>1</t:DayOrder><t:Month>${month}</t:Month><t:DayOfWeek>Sunday</t:DayOfWeek>`
    const root = await client.call(
      `<m:GetUserAvailabilityRequest><t:TimeZone><t:Bias>0</t:Bias><t:StandardTime>${zone(10)}</t:StandardTime><t:DaylightTime>${zone(3)}</t:DaylightTime></t:TimeZone><m:MailboxDataArray><t:MailboxData><t:Email><t:Address>${escapeMarkup(address)}</t:Address></t:Email><t:AttendeeType>Required</t:AttendeeType><t:ExcludeConflicts>false</t:ExcludeConflicts></t:MailboxData></m:MailboxDataArray><t:FreeBusyViewOptions><t:TimeWindow><t:StartTime>${today}T00:00:00</t:StartTime><t:EndTime>${today}T23:59:59</t:EndTime></t:TimeWindow><t:MergedFreeBusyIntervalInMinutes>60</t:MergedFreeBusyIntervalInMinutes><t:RequestedView>MergedOnly</t:RequestedView></t:FreeBusyViewOptions></m:GetUserAvailabilityRequest>`,
    )
    const merged = textOf(root, 'MergedFreeBusy')
    if (merged === undefined) return step.fail('protocol-error', `The answer says nothing of ${address}.`)
    step.summary = /[1-3]/.test(merged) ? `${address} is busy at times today.` : `${address} is free today.`
  })
}

function withClient(
  parent: Step,
  title: string,
  service: EwsService,
  work: (step: Step, client: EwsClient) => Promise<void>,
): Promise<void> {
  return parent.attempt(title, async (step) => {
    const hops: HopRecord[] = []
    await using run = new ActionRun('ews', actionContext(step, hops))
    try {
      await work(step, new EwsClient(run, service))
    } catch (error) {
      if (!(error instanceof EwsRefusal)) throw error
      const last = hops.at(-1)
      if (error.code !== undefined) return step.fail('protocol-error', error.message)
      const headers = last?.responseHeaders ?? []
      const refusal = { status: last?.status, headers, secure: service.url.protocol === 'https:', anonymous: false }
      return step.fail(diagnose(refusal, await traceOf(step, last?.requestId)).cause, error.message)
    }
  })
}
