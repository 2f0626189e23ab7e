// A challenge that is no NTLM, of a server that is not what it says or of a proxy that mends headers.

import t from 'tap'
import { optionsAt, windowsActions } from './every-action.ts'
import { createRawWorld } from './raw-server.ts'
import { runAction } from './run.ts'

const origin = 'https://mail.contoso.com'

for (const [auth, scheme] of [
  ['ntlm', 'NTLM'],
  ['negotiate', 'Negotiate'],
] as const) {
  t.test(`a malformed challenge of ${scheme} is a bad answer, and names who sent it`, async (t) => {
    await using world = await createRawWorld((socket, first) => {
      const answer = (line: string): string => `HTTP/1.1 401 No\r\n${line}Content-Length: 0\r\n\r\n`
      const offer = answer(`WWW-Authenticate: ${scheme}\r\n`)
      const garbage = answer(`WWW-Authenticate: ${scheme} ${Buffer.from('not a token').toString('base64')}\r\n`)
      const reply = (request: string): unknown => socket.write(/^authorization:/im.test(request) ? garbage : offer)
      socket.on('data', (chunk) => reply(chunk.toString('latin1')))
      reply(first)
    })
    for (const name of windowsActions) {
      const result = await runAction(name, world.context(), { ...optionsAt(name, origin), auth })
      t.match(result, { ok: false, status: 401, cause: 'bad-response' }, name)
      t.match(result.summary, `https://mail.contoso.com/`, name)
      t.match(result.summary, /the challenge of (NTLM|Negotiate) is malformed/, name)
    }
  })
}
