import * as z from 'zod'
import { defineAction } from '../define-action.ts'
import { distinguishedFolder } from '../ews/distinguished-folder.ts'
import { headerValue } from '../http/index.ts'
import { scheme, serviceUrl } from '../options.ts'
import { answered, logOnRefused, placeOf, quoted } from '../words.ts'
import { firstNamed, parseXml, textOf } from '../xml.ts'

const envelope = (folder: string): string =>
  `<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"><s:Header><t:RequestServerVersion Version="Exchange2013"/></s:Header><s:Body><m:GetFolder><m:FolderShape><t:BaseShape>Default</t:BaseShape></m:FolderShape><m:FolderIds><t:DistinguishedFolderId Id="${folder}"/></m:FolderIds></m:GetFolder></s:Body></s:Envelope>`

export const ewsGetFolder = defineAction({
  name: 'ews.get-folder',
  about:
    'A client of Exchange Web Services asks for a folder of the mailbox (GetFolder). Facts: displayName, totalCount, unreadCount, childFolderCount, responseCode, serverVersion.',
  options: z.strictObject({
    url: serviceUrl('/EWS/Exchange.asmx'),
    folder: distinguishedFolder,
    auth: scheme('ntlm'),
  }),
  async act(run, { url, folder, auth }) {
    const response = await run.send({
      url,
      method: 'POST',
      headers: [
        ['User-Agent', 'ExchangeServicesClient/15.00.0847.030'],
        ['Content-Type', 'text/xml; charset=utf-8'],
        ['Accept', 'text/xml'],
      ],
      body: Buffer.from(envelope(folder)),
      scheme: auth,
      account: auth === 'none' ? undefined : run.user,
    })
    if (response.status === 401) {
      const { summary, facts } = logOnRefused(response, auth, run.context.as)
      return run.failed(summary, facts)
    }
    // Errors of EWS itself travel in 200 and in 500 with a SOAP fault; everything else comes from layers before it.
    const isPage = /^text\/html\b/i.test(headerValue(response.headers, 'content-type') ?? '')
    if (isPage || (response.status !== 200 && response.status !== 500)) return run.failed(`${answered(response)}.`)

    const root = parseXml(response.body, `The answer of ${placeOf(url)}`)
    const version = firstNamed(root, 'ServerVersionInfo')
    const build = ['MajorVersion', 'MinorVersion', 'MajorBuildNumber', 'MinorBuildNumber']
    const serverVersion = version ? build.map((name) => version.getAttribute(name) ?? '0').join('.') : ''
    const responseCode = textOf(root, 'ResponseCode') ?? ''
    run.note({ responseCode, serverVersion })
    const message = firstNamed(root, 'GetFolderResponseMessage')
    if (message?.getAttribute('ResponseClass') !== 'Success' || responseCode !== 'NoError') {
      const text = textOf(root, 'MessageText') ?? textOf(root, 'faultstring') ?? 'there is no GetFolderResponseMessage'
      return run.failed(`${placeOf(url)} refused GetFolder: ${responseCode || 'no response code'}, ${quoted(text)}.`)
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
