// What a peer does wrong on the wire is a failed result of every client, with its cause and a sentence, never an exception.

import type { Socket } from 'node:net'
import t from 'tap'
import { httpActions, optionsAt } from './every-action.ts'
import { createRawWorld } from './raw-server.ts'
import { runAction } from './run.ts'

const origin = 'https://mail.contoso.com'

const breakages: readonly (readonly [cause: string, answer: (socket: Socket) => void, sentence: RegExp])[] = [
  ['reset', (socket) => socket.destroy(), /the connection was closed before an answer came/],
  [
    'truncated',
    (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 100\r\n\r\n<half'),
    /the answer ended before it was whole/,
  ],
  [
    'bad-response',
    (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n'),
    /the answer breaks the rules of HTTP/,
  ],
  [
    'bad-response',
    (socket) => socket.end(`HTTP/1.1 200 OK\r\nX-Long: ${'x'.repeat(70_000)}\r\n\r\n`),
    /the answer breaks the rules of HTTP \(Headers Overflow/,
  ],
  ['bad-response', (socket) => socket.end('220 mail.contoso.com ESMTP\r\n'), /the answer breaks the rules of HTTP/],
]

for (const [cause, answer, sentence] of breakages) {
  t.test(`${cause}: ${sentence.source}`, async (t) => {
    await using world = await createRawWorld(answer)
    for (const name of httpActions) {
      const result = await runAction(name, world.context(), optionsAt(name, origin))
      t.match(result, { ok: false, cause, summary: sentence }, name)
      t.equal(result.status, cause === 'truncated' ? 200 : undefined, `${name} knows the status if there was one`)
      t.match(world.hops.at(-1), { requestId: result.requestIds.at(-1), cause }, `${name} left it in the trace`)
    }
  })
}
