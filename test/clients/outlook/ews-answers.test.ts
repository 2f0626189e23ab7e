import { createServer } from 'node:https'
import t from 'tap'
import { runAction } from '../run.ts'
import { createWorld } from '../world.ts'

const url = 'https://mail.contoso.com'
const place = `${url}/EWS/Exchange.asmx`
const namespaces =
  'xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"'
const envelope = (body: string, header = ''): string =>
  `<?xml version="1.0"?><soap:Envelope ${namespaces}>${header}<soap:Body>${body}</soap:Body></soap:Envelope>`
const message = (responseClass: string, content: string): string =>
  `<m:GetFolderResponse><m:ResponseMessages><m:GetFolderResponseMessage ResponseClass="${responseClass}">${content}</m:GetFolderResponseMessage></m:ResponseMessages></m:GetFolderResponse>`
const code = (text: string): string => `<m:ResponseCode>${text}</m:ResponseCode>`
const version =
  '<soap:Header><t:ServerVersionInfo MajorVersion="14" MinorVersion="3" MajorBuildNumber="123"/></soap:Header>'

interface Case {
  readonly status: number
  readonly type: string
  readonly body: string
  readonly wanted: object
}

const xml = 'text/xml; charset=utf-8'
const cases: Readonly<Record<string, Case>> = {
  'success names only what the folder has': {
    status: 200,
    type: xml,
    body: envelope(message('Success', `${code('NoError')}<t:DisplayName>Calendar</t:DisplayName>`), version),
    wanted: { ok: true, facts: { displayName: 'Calendar', totalCount: 0, serverVersion: '14.3.123.0' } },
  },
  'an error of the service travels in 200': {
    status: 200,
    type: xml,
    body: envelope(
      message('Error', `<m:MessageText>The mailbox is moved.</m:MessageText>${code('ErrorMailboxMoveInProgress')}`),
    ),
    wanted: {
      ok: false,
      cause: undefined,
      summary: `${place} refused GetFolder: ErrorMailboxMoveInProgress, The mailbox is moved.`,
      facts: { responseCode: 'ErrorMailboxMoveInProgress', serverVersion: '' },
    },
  },
  'a warning is no success': {
    status: 200,
    type: xml,
    body: envelope(message('Warning', code('ErrorBatchProcessingStopped'))),
    wanted: { ok: false, facts: { responseCode: 'ErrorBatchProcessingStopped' } },
  },
  'a fault travels in 500': {
    status: 500,
    type: xml,
    body: envelope(
      `<soap:Fault><faultcode>a:ErrorSchemaValidation</faultcode><faultstring>The request failed schema validation.</faultstring><detail>${code('ErrorSchemaValidation')}</detail></soap:Fault>`,
    ),
    wanted: {
      ok: false,
      cause: undefined,
      summary: `${place} refused GetFolder: ErrorSchemaValidation, The request failed schema validation.`,
    },
  },
  'another answer of SOAP is none to GetFolder': {
    status: 200,
    type: xml,
    body: envelope('<m:FindItemResponse/>'),
    wanted: { ok: false, summary: /no response code, there is no GetFolderResponseMessage\.$/ },
  },
  'a page with 200 is quoted': {
    status: 200,
    type: 'text/html',
    body: '<html><body><h1>Sign in<br>please</h1>',
    wanted: { ok: false, cause: undefined, summary: `${place} answered 200 OK ("Sign in please").` },
  },
  'a page with 500 is quoted': {
    status: 500,
    type: 'text/html; charset=utf-8',
    body: '<html><h1>Runtime Error</h1><br>',
    wanted: { ok: false, summary: `${place} answered 500 Internal Server Error ("Runtime Error").` },
  },
  'XML that is cut off is a bad answer': {
    status: 200,
    type: xml,
    body: envelope('').slice(0, -10),
    wanted: { ok: false, cause: 'bad-response', summary: /is not the XML that was due/ },
  },
  'nothing at all is a bad answer': {
    status: 200,
    type: xml,
    body: '',
    wanted: { ok: false, cause: 'bad-response', summary: /is not the XML that was due/ },
  },
}

for (const [name, { status, type, body, wanted }] of Object.entries(cases)) {
  t.test(name, async (t) => {
    await using world = await createWorld()
    world.name('mail.contoso.com', 'A', '203.0.113.10')
    const { certificate, privateKey } = await world.certificate('mail.contoso.com')
    const server = createServer({ cert: certificate, key: privateKey }, (request, response) => {
      request.resume()
      response.writeHead(status, { 'Content-Type': type }).end(body)
    })
    await world.serve('203.0.113.10:443', server)
    const result = await runAction('ews.get-folder', world.context(), { url, folder: 'calendar', auth: 'basic' })
    t.match(result, { status, ...wanted })
  })
}
