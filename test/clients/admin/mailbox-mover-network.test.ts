import t from 'tap'
import { createRawWorld } from '../raw-server.ts'
import { runAction } from '../run.ts'

const message = "The connection to the server 'mail.contoso.com' could not be completed."

t.test('what goes wrong on the way is told in the two halves of the cmdlet’s answer, too', async (t) => {
  const cases = [
    [undefined, 'reset', /the connection was closed before an answer came\.$/],
    ['nonsense\r\n\r\n', 'bad-response', /the answer breaks the rules of HTTP/],
    [
      'HTTP/1.1 200 OK\r\nContent-Length: 9\r\nContent-Type: application/soap+xml\r\n\r\n<half',
      'truncated',
      /the answer ended before it was whole\.$/,
    ],
    [
      'HTTP/1.1 401 No\r\nContent-Length: 0\r\nWWW-Authenticate: Negotiate bm90IGEgdG9rZW4=\r\n\r\n',
      'bad-response',
      /the challenge of Negotiate is malformed/,
    ],
  ] as const
  for (const [answer, cause, detail] of cases) {
    await using world = await createRawWorld((socket) => {
      if (answer === undefined) socket.destroy()
      else if (answer.includes(' 401 ')) socket.on('data', () => socket.write(answer)).write(answer)
      else socket.end(answer)
    })
    const result = await runAction('mailbox-mover.test', world.context(), { url: 'https://mail.contoso.com' })
    t.match(result, { ok: false, cause, facts: { result: 'Failed', message, errorDetail: detail } })
    t.equal(result.summary, `${message} ${result.facts['errorDetail']}`)
  }
})
