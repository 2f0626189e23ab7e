import { createServer } from 'node:http'
import t from 'tap'
import { createExchangeWorld } from '../exchange.ts'
import { runAction } from '../run.ts'

const url = 'https://mail.contoso.com'
const world = await createExchangeWorld()
t.teardown(() => world[Symbol.asyncDispose]())

for (const auth of ['ntlm', 'negotiate']) {
  t.test(`the Inbox is read after ${auth}`, async (t) => {
    t.match(await runAction('ews.get-folder', world.context(), { url, auth }), {
      ok: true,
      status: 200,
      summary: 'https://mail.contoso.com/EWS/Exchange.asmx gave the folder Inbox with 3 items.',
      facts: { displayName: 'Inbox', totalCount: 3, unreadCount: 2, childFolderCount: 0, serverVersion: '15.0.1497.2' },
    })
  })
}

t.test('a way to log on that is not offered is told from a refusal', async (t) => {
  t.match(await runAction('ews.get-folder', world.context(), { url, auth: 'basic' }), {
    ok: false,
    status: 401,
    summary:
      'https://mail.contoso.com/EWS/Exchange.asmx offers negotiate, ntlm, but not basic, by which the client logs on.',
    facts: { schemes: 'negotiate, ntlm' },
  })
  const as = { ...world.user('alice'), password: 'guess' }
  t.match(await runAction('ews.get-folder', world.context({ as }), { url }), {
    ok: false,
    summary: 'https://mail.contoso.com/EWS/Exchange.asmx refused the log-on of CONTOSO\\alice by ntlm.',
  })
})

const namespaces =
  'xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns="http://schemas.microsoft.com/exchange/services/2006/messages"'
const answers: Readonly<Record<string, [status: number, body: string]>> = {
  '/business': [
    200,
    `<soap:Envelope ${namespaces}><soap:Body><GetFolderResponse><ResponseMessages><GetFolderResponseMessage ResponseClass="Error"><MessageText>Access is denied.</MessageText><ResponseCode>ErrorAccessDenied</ResponseCode></GetFolderResponseMessage></ResponseMessages></GetFolderResponse></soap:Body></soap:Envelope>`,
  ],
  '/fault': [
    500,
    `<soap:Envelope ${namespaces}><soap:Body><soap:Fault><faultcode>a:ErrorServerBusy</faultcode><faultstring>The server is busy.</faultstring><detail><ResponseCode>ErrorServerBusy</ResponseCode></detail></soap:Fault></soap:Body></soap:Envelope>`,
  ],
  '/page': [200, '<!DOCTYPE html><html><body>Welcome<br></body></html>'],
  '/gone': [502, 'no healthy server in farm cas'],
}

t.test('an error of EWS, a fault, a page and an edge’s error are told apart', async (t) => {
  const server = createServer((request, response) => {
    const [status, body] = answers[request.url ?? ''] ?? [404, '']
    response.writeHead(status, { 'Content-Type': 'text/plain' }).end(body)
  })
  await world.serve('192.168.16.1:8080', server)
  const base = 'http://mail.contoso.com:8080'
  const run = (path: string) => runAction('ews.get-folder', world.context(), { url: base + path })
  t.match(await run('/business'), {
    ok: false,
    summary: `${base}/business refused GetFolder: ErrorAccessDenied, Access is denied.`,
    facts: { responseCode: 'ErrorAccessDenied' },
  })
  t.match(await run('/fault'), {
    ok: false,
    summary: `${base}/fault refused GetFolder: ErrorServerBusy, The server is busy.`,
  })
  t.match(await run('/page'), { ok: false, cause: 'bad-response', summary: /is not the XML that was due/ })
  t.match(await run('/gone'), {
    ok: false,
    status: 502,
    summary: `${base}/gone answered 502 Bad Gateway ("no healthy server in farm cas").`,
  })
})
