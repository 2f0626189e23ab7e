import * as z from 'zod'
import { defineAction } from '../define-action.ts'
import { headerValue } from '../http/index.ts'
import { scheme, serviceUrl } from '../options.ts'
import { answered, logOnRefused, placeOf, quoted } from '../words.ts'
import { firstNamed, parseXml, textOf } from '../xml.ts'

/** Identify of WS-Management (DSP0226 section 11), as Test-WSMan sends it. */
const envelope =
  '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:wsmid="http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd"><s:Header/><s:Body><wsmid:Identify/></s:Body></s:Envelope>'

export const powerShellIdentify = defineAction({
  name: 'powershell.identify',
  about:
    'The management shell asks remote PowerShell who it is (WS-Management Identify), as Test-WSMan does. Facts: protocolVersion, productVendor, productVersion, server.',
  options: z.strictObject({ url: serviceUrl('/PowerShell/'), auth: scheme('none') }),
  async act(run, { url, auth }) {
    const response = await run.send({
      url,
      method: 'POST',
      headers: [
        ['User-Agent', 'Microsoft WinRM Client'],
        ['Content-Type', 'application/soap+xml;charset=UTF-8'],
        // Windows answers Identify before the log-on to whoever says so.
        ...(auth === 'none' ? [['WSMANIDENTIFY', 'unauthenticated'] as const] : []),
      ],
      body: Buffer.from(envelope),
      scheme: auth,
      account: auth === 'none' ? undefined : run.user,
    })
    if (response.status === 401) {
      const { summary, facts } = logOnRefused(response, auth, run.context.as)
      return run.failed(summary, facts)
    }
    const type = headerValue(response.headers, 'content-type') ?? ''
    // Faults of WS-Management travel in 500 (DSP0226 section 14.2); everything else comes from layers before it.
    const isSoap = /^application\/soap\+xml\b/i.test(type)
    if (!isSoap || (response.status !== 200 && response.status !== 500)) return run.failed(`${answered(response)}.`)

    const root = parseXml(response.body, `The answer of ${placeOf(url)}`)
    const identity = firstNamed(root, 'IdentifyResponse')
    if (identity === undefined) {
      const why = textOf(root, 'Text') ?? 'there is no IdentifyResponse'
      return run.failed(`${placeOf(url)} refused Identify: ${quoted(why)}.`)
    }
    const facts = {
      protocolVersion: textOf(identity, 'ProtocolVersion') ?? '',
      productVendor: textOf(identity, 'ProductVendor') ?? '',
      productVersion: textOf(identity, 'ProductVersion') ?? '',
      server: headerValue(response.headers, 'x-feserver') ?? '',
    }
    return run.ok(`${placeOf(url)} is ${facts.productVendor}, ${facts.productVersion}.`, facts)
  },
})
