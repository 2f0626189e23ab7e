import * as z from 'zod'
import { defineAction } from '../define-action.ts'
import { distinguishedFolder } from '../ews/distinguished-folder.ts'
import { ewsEnvelope, ewsReason, ewsRequest } from '../ews/operation.ts'
import { scheme, serviceUrl } from '../options.ts'
import { placeOf } from '../words.ts'
import { firstNamed, textOf } from '../xml.ts'

const operation = (folder: string): string =>
  `<m:GetFolder><m:FolderShape><t:BaseShape>Default</t:BaseShape></m:FolderShape><m:FolderIds><t:DistinguishedFolderId Id="${folder}"/></m:FolderIds></m:GetFolder>`

export const ewsGetFolder = defineAction({
  name: 'ews.get-folder',
  about:
    'A client of Exchange Web Services asks for a folder of the mailbox (GetFolder). Facts: displayName, totalCount, unreadCount, childFolderCount, responseCode, serverVersion.',
  options: z.strictObject({
    url: serviceUrl('/EWS/Exchange.asmx'),
    folder: distinguishedFolder,
    auth: scheme('ntlm'),
  }),
  async act(run, { folder, ...service }) {
    const { url } = service
    const answer = ewsEnvelope(run, service, await run.send(ewsRequest(service, () => run.user, operation(folder))))
    if ('refused' in answer) return run.failed(answer.refused.summary, answer.refused.facts)
    const { root } = answer
    const version = firstNamed(root, 'ServerVersionInfo')
    const build = ['MajorVersion', 'MinorVersion', 'MajorBuildNumber', 'MinorBuildNumber']
    const serverVersion = version ? build.map((name) => version.getAttribute(name) ?? '0').join('.') : ''
    const responseCode = textOf(root, 'ResponseCode') ?? ''
    run.note({ responseCode, serverVersion })
    const message = firstNamed(root, 'GetFolderResponseMessage')
    if (message?.getAttribute('ResponseClass') !== 'Success' || responseCode !== 'NoError') {
      const reason = ewsReason(root, responseCode, 'there is no GetFolderResponseMessage')
      return run.failed(`${placeOf(url)} refused GetFolder: ${reason}.`)
    }
    const count = (name: string): number => Number(textOf(message, name) ?? 0)
    const displayName = textOf(message, 'DisplayName') ?? ''
    const facts = {
      displayName,
      totalCount: count('TotalCount'),
      unreadCount: count('UnreadCount'),
      childFolderCount: count('ChildFolderCount'),
    }
    return run.ok(`${placeOf(url)} gave the folder ${displayName} with ${facts.totalCount} items.`, facts)
  },
})
