import * as z from 'zod'
import { defineAction } from '../define-action.ts'
import { headerValue } from '../http/index.ts'
import { scheme, serviceUrl } from '../options.ts'
import { answered, logOnRefused, placeOf, quoted } from '../words.ts'
import { type Element, escapeXml, firstNamed, parseXml, textOf } from '../xml.ts'

const envelope = (operation: string): string =>
  `<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"><s:Header><t:RequestServerVersion Version="Exchange2013"/></s:Header><s:Body>${operation}</s:Body></s:Envelope>`

const inbox =
  '<m:GetFolder><m:FolderShape><t:BaseShape>IdOnly</t:BaseShape></m:FolderShape><m:FolderIds><t:DistinguishedFolderId Id="inbox"/></m:FolderIds></m:GetFolder>'

const whose = (id: string, mailbox: string): string =>
  `<m:ConvertId DestinationFormat="EwsId"><m:SourceIds><t:AlternateId Format="EwsId" Id="${escapeXml(id)}" Mailbox="${escapeXml(mailbox)}"/></m:SourceIds></m:ConvertId>`

export const ewsOwnMailbox = defineAction({
  name: 'ews.own-mailbox',
  about:
    'An EWS application opens the inbox and asks whose it is (GetFolder, ConvertId): behind a proxy that shares connections it can be that of somebody else. Facts: mailbox, own.',
  options: z.strictObject({ url: serviceUrl('/EWS/Exchange.asmx'), auth: scheme('ntlm') }),
  async act(run, { url, auth }) {
    const account = auth === 'none' ? undefined : run.user
    /** The answer's envelope; else the sentence that says why there is none. */
    const ask = async (operation: string): Promise<Element | string> => {
      const response = await run.send({
        url,
        method: 'POST',
        headers: [
          ['User-Agent', 'ExchangeServicesClient/15.00.0847.030'],
          ['Content-Type', 'text/xml; charset=utf-8'],
        ],
        body: Buffer.from(envelope(operation)),
        scheme: auth,
        account,
      })
      if (response.status === 401) return logOnRefused(response, auth, run.context.as).summary
      const isXml = /^text\/xml\b/i.test(headerValue(response.headers, 'content-type') ?? '')
      if (!isXml || (response.status !== 200 && response.status !== 500)) return `${answered(response)}.`
      const root = parseXml(response.body, `The answer of ${placeOf(url)}`)
      const code = textOf(root, 'ResponseCode') ?? 'no response code'
      if (code === 'NoError') return root
      const text = textOf(root, 'MessageText') ?? textOf(root, 'faultstring') ?? 'it says no more'
      return `${placeOf(url)} refused: ${code}, ${quoted(text)}.`
    }

    const opened = await ask(inbox)
    if (typeof opened === 'string') return run.failed(opened)
    const id = firstNamed(opened, 'FolderId')?.getAttribute('Id') ?? ''
    const converted = await ask(whose(id, run.user.mailbox))
    if (typeof converted === 'string') return run.failed(converted)
    const mailbox = firstNamed(converted, 'AlternateId')?.getAttribute('Mailbox') ?? ''
    const own = mailbox.toLowerCase() === run.user.mailbox.toLowerCase()
    const facts = { mailbox, own }
    if (own) return run.ok(`${placeOf(url)} gave ${mailbox} their own mailbox.`, facts)
    return run.failed(`${run.user.mailbox} was given the mailbox of ${mailbox || 'nobody'}.`, facts)
  },
})
