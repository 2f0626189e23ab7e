// A server with EWS alone, and requests that tests make of it time and again.

import type { Test } from 'tap'
import { ews } from '../../../../mock-exchange/vdirs/ews.ts'
import type { VdirModule } from '../../../../mock-exchange/vdirs/types.ts'
import type { UserPlan } from '../../../../topology/lab-plan.ts'
import { alice, type Host, startHost } from '../host.ts'
import { type Answer, envelope, post } from './soap.ts'

const version = 'Exchange2013_SP1'
/** A default folder. */
export const named = (name: string) => `<t:DistinguishedFolderId Id="${name}"/>`

/** A server, with other virtual directories if they are given, and short ways to ask alice's mailbox there for items. */
export async function start(t: Test, others: readonly VdirModule[] = [], users: readonly UserPlan[] = []) {
  const host: Host = await startHost(t, [ews, ...others], users)
  const ask = (operation: string, as = alice): Promise<Answer> => post(host, envelope(operation, version), as)
  const find = (folder: string, more = '', shape = '<t:BaseShape>Default</t:BaseShape>', as = alice) =>
    ask(
      `<m:FindItem Traversal="Shallow"><m:ItemShape>${shape}</m:ItemShape>${more}<m:ParentFolderIds>${named(folder)}</m:ParentFolderIds></m:FindItem>`,
      as,
    )
  const create = (item: string, attributes = 'MessageDisposition="SaveOnly"', as = alice) =>
    ask(`<m:CreateItem ${attributes}><m:Items>${item}</m:Items></m:CreateItem>`, as)
  const get = (id: string | undefined, more = '', base = 'AllProperties', as = alice) =>
    ask(
      `<m:GetItem><m:ItemShape><t:BaseShape>${base}</t:BaseShape>${more}</m:ItemShape><m:ItemIds>${
        id?.startsWith('<') ? id : `<t:ItemId Id="${id}"/>`
      }</m:ItemIds></m:GetItem>`,
      as,
    )
  const update = (item: string, updates: string, resolution = 'AlwaysOverwrite', invitations = 'SendToNone') =>
    ask(
      `<m:UpdateItem ConflictResolution="${resolution}" MessageDisposition="SaveOnly" SendMeetingInvitationsOrCancellations="${invitations}"><m:ItemChanges><t:ItemChange>${item}<t:Updates>${updates}</t:Updates></t:ItemChange></m:ItemChanges></m:UpdateItem>`,
    )
  return { host, ask, find, create, get, update }
}

/** Id of the first item of an answer. */
export const idOf = (answer: Answer) => answer.first('ItemId')?.getAttribute('Id') ?? ''
