// No client waits for ever for a server that takes a request and says nothing, nor for one that challenges it and then
// says nothing.

import t from 'tap'
import { httpActions, optionsAt, windowsActions } from './every-action.ts'
import { createRawWorld } from './raw-server.ts'
import { runAction } from './run.ts'
import { passUntil, startVirtualTime } from './virtual-time.ts'

const offer = 'HTTP/1.1 401 No\r\nWWW-Authenticate: NTLM\r\nContent-Length: 0\r\n\r\n'
const cases = [
  ...httpActions.map((name) => ({ name, with: {} })),
  ...windowsActions.map((name) => ({ name, with: { auth: 'ntlm' } })),
]

for (const { name, with: options } of cases) {
  t.test(`${name} ${JSON.stringify(options)}`, async (t) => {
    await using world = await createRawWorld((socket, request) => {
      if ('auth' in options && !/^authorization:/im.test(request)) socket.write(offer)
    })
    startVirtualTime(t)
    const ending = new AbortController()
    const context = world.context({ signal: ending.signal })
    const running = runAction(name, context, { ...optionsAt(name, 'https://mail.contoso.com'), ...options })
    await world.asked
    const passed = await passUntil(running, 35_000).finally(() => ending.abort(new Error('the test is over')))
    t.match(await running, { ok: false, cause: 'response-timeout', summary: /did not begin in time/ })
    t.ok(passed >= 29_000, `it was patient for ${passed} ms`)
  })
}
