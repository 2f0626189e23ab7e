import * as z from 'zod'
import { escapeMarkup } from '../../base/escape-markup.ts'
import type { ActionRun } from '../action-run.ts'
import { defineAction } from '../define-action.ts'
import { type HttpResponse, headerValue } from '../http/index.ts'
import { scheme, serviceUrl } from '../options.ts'
import { answered, logOnRefused, placeOf, quoted } from '../words.ts'
import { childrenNamed, type Element, firstNamed, parseXml, textOf } from '../xml.ts'

const transfer = 'http://schemas.xmlsoap.org/ws/2004/09/transfer'
const shellSchema = 'http://schemas.microsoft.com/wbem/wsman/1/windows/shell'
const resource = 'http://schemas.microsoft.com/powershell/Microsoft.Exchange'

export const powerShellShell = defineAction({
  name: 'powershell.shell',
  about:
    'The management shell opens a remote shell of Exchange (WS-Management Create) and closes it again (Delete), as New-PSSession and Remove-PSSession begin and end. Facts: shellId, owner, server, backEnd, closed.',
  options: z.strictObject({ url: serviceUrl('/PowerShell/'), auth: scheme('basic') }),
  async act(run, { url, auth }) {
    const target = new URL(url)
    // What the management shell of Exchange 2013 asks with (reference exchange-protocols.md section 2.9).
    if (target.search === '') target.search = '?serializationLevel=Full;ExchClientVer=15.0.1497.2;PSVersion=5.1'
    const send = (action: string, header: string, body: string): Promise<HttpResponse> =>
      run.send({
        url: target,
        method: 'POST',
        headers: [
          ['User-Agent', 'Microsoft WinRM Client'],
          ['Content-Type', 'application/soap+xml;charset=UTF-8'],
        ],
        body: Buffer.from(envelope(action, target, header, body)),
        scheme: auth,
        account: auth === 'none' ? undefined : run.user,
      })

    const options =
      '<w:OptionSet s:mustUnderstand="true"><w:Option Name="protocolversion" MustComply="true">2.3</w:Option></w:OptionSet>'
    const shell = `<rsp:Shell xmlns:rsp="${shellSchema}"><rsp:InputStreams>stdin pr</rsp:InputStreams><rsp:OutputStreams>stdout</rsp:OutputStreams></rsp:Shell>`
    const opened = await send(`${transfer}/Create`, options, shell)
    if (opened.status === 401) {
      const { summary, facts } = logOnRefused(opened, auth, run.context.as)
      return run.failed(summary, facts)
    }
    const created = soapOf(opened)
    if (created === undefined) return run.failed(`${answered(opened)}.`)
    const shellId = selectorOf(created)
    if (shellId === undefined) return refused(run, created, `${placeOf(target)} opened no shell`)
    run.note({
      shellId,
      owner: textOf(created, 'Owner') ?? '',
      server: headerValue(opened.headers, 'x-feserver') ?? '',
      backEnd: headerValue(opened.headers, 'x-calculatedbetarget') ?? '',
      closed: false,
    })

    const selector = `<w:SelectorSet><w:Selector Name="ShellId">${escapeMarkup(shellId)}</w:Selector></w:SelectorSet>`
    const closed = await send(`${transfer}/Delete`, selector, '')
    const deleted = soapOf(closed)
    if (deleted === undefined) return run.failed(`The shell was opened, but not closed: ${answered(closed)}.`)
    if (closed.status !== 200) return refused(run, deleted, `${placeOf(target)} opened a shell and did not close it`)
    return run.ok(`${placeOf(target)} opened a shell and closed it.`, { closed: true })
  },
})

function envelope(action: string, to: URL, header: string, body: string): string {
  return `<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"><s:Header><a:To>${escapeMarkup(
    to.href,
  )}</a:To><w:ResourceURI s:mustUnderstand="true">${resource}</w:ResourceURI><a:ReplyTo><a:Address s:mustUnderstand="true">http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address></a:ReplyTo><a:Action s:mustUnderstand="true">${action}</a:Action><w:MaxEnvelopeSize s:mustUnderstand="true">153600</w:MaxEnvelopeSize><a:MessageID>uuid:${crypto
    .randomUUID()
    .toUpperCase()}</a:MessageID><w:OperationTimeout>PT180.000S</w:OperationTimeout>${header}</s:Header><s:Body>${body}</s:Body></s:Envelope>`
}

/** The envelope of an answer; undefined when it comes from a layer before WS-Management, whose faults travel in 500. */
function soapOf(response: HttpResponse): Element | undefined {
  const isSoap = /^application\/soap\+xml\b/i.test(headerValue(response.headers, 'content-type') ?? '')
  if (!isSoap || (response.status !== 200 && response.status !== 500)) return undefined
  return parseXml(response.body, `The answer of ${placeOf(response.url)}`)
}

function selectorOf(root: Element): string | undefined {
  const set = firstNamed(root, 'SelectorSet')
  const selector = set && childrenNamed(set, 'Selector').find((each) => each.getAttribute('Name') === 'ShellId')
  const id = selector?.textContent?.trim() ?? ''
  return id === '' ? undefined : id
}

function refused(run: ActionRun, root: Element, what: string): ReturnType<ActionRun['failed']> {
  const why = textOf(root, 'Text') ?? 'the answer holds neither a shell nor a fault'
  return run.failed(`${what}: ${quoted(why)}.`)
}
