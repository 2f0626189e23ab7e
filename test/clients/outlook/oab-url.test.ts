import { createServer } from 'node:https'
import t from 'tap'
import { runAction } from '../run.ts'
import { createWorld } from '../world.ts'

const url = 'https://mail.contoso.com'
const settings = (oabUrl: string): string =>
  `<Autodiscover><Response><Account><Action>settings</Action><Protocol><Type>EXCH</Type>${oabUrl}</Protocol></Account></Response></Autodiscover>`

t.test('an Autodiscover that names no URL of the address book is the reason given', async (t) => {
  await using world = await createWorld()
  world.name('mail.contoso.com', 'A', '203.0.113.10')
  const { certificate, privateKey } = await world.certificate('mail.contoso.com')
  let oabUrl = ''
  const server = createServer({ cert: certificate, key: privateKey }, (request, response) => {
    request.resume()
    if (request.url !== '/autodiscover/autodiscover.xml') t.fail(`${request.url} was asked for`)
    response.end(settings(oabUrl))
  })
  await world.serve('203.0.113.10:443', server)
  const reasons = [
    ['', 'Autodiscover names no OABUrl.'],
    // What Exchange 2007 and 2010 say of an address book that is in the public folders only.
    ['<OABUrl>Public Folder</OABUrl>', 'Autodiscover names Public Folder, which is no URL.'],
    ['<OABUrl>file:///etc/passwd</OABUrl>', 'Autodiscover names file:///etc/passwd, which is no URL.'],
  ] as const
  for (const [given, reason] of reasons) {
    oabUrl = given
    t.match(await runAction('oab.download', world.context(), { url, auth: 'basic' }), {
      ok: false,
      status: 200,
      summary: `The address book's URL is not known: ${reason}`,
    })
  }
})
