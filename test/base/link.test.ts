import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { Duplex } from 'node:stream'
import t from 'tap'
import { createLink } from '../../base/link.ts'

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

const digest = async (stream: Duplex): Promise<string> => {
  const hash = createHash('sha256')
  for await (const piece of stream) hash.update(piece)
  return hash.digest('hex')
}

t.test('what one end writes, the other reads, both ways', async (t) => {
  const [opening, accepting] = createLink('192.168.16.11')
  accepting.pipe(accepting)
  const bytes = randomBytes(600_000)
  const received = digest(opening)
  // As Node's HTTP client writes: the head as a string in one go with the beginning of the body.
  opening.cork()
  opening.write(bytes.toString('latin1', 0, 700), 'latin1')
  opening.write(bytes.subarray(700, 9_000))
  opening.uncork()
  opening.end(bytes.subarray(9_000))
  t.equal(await received, sha256(bytes))
  t.equal(accepting.remoteAddress, '192.168.16.11')
})

t.test('who does not read holds the writer back', async (t) => {
  const [opening, accepting] = createLink('192.168.16.11')
  let sent = false
  opening.write(Buffer.alloc(1_000_000))
  opening.write('and this', () => {
    sent = true
  })
  for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate)
  t.equal(sent, false)
  t.equal(opening.writableNeedDrain, true)
  accepting.resume()
  await once(opening, 'drain')
  t.equal(sent, true)
})

t.test('an answer never comes before the writer is back from writing', async (t) => {
  const [opening, accepting] = createLink('192.168.16.11')
  accepting.on('data', (bytes) => accepting.write(bytes))
  let writing = true
  const answered = once(opening, 'data')
  opening.once('data', () => t.equal(writing, false))
  opening.write('x')
  writing = false
  await answered
})

t.test('when one end is destroyed, the other breaks, with what it was still writing', async (t) => {
  const [opening, accepting] = createLink('192.168.16.11')
  accepting.on('error', () => undefined)
  accepting.write(Buffer.alloc(1_000_000))
  opening.destroy()
  await once(accepting, 'close')
  t.equal(accepting.destroyed, true)
})

t.test('when one end has ended, the other reads all that came before, and ends too', async (t) => {
  const [opening, accepting] = createLink('192.168.16.11')
  opening.resume()
  opening.end(Buffer.alloc(300_000, 1))
  const closed = Promise.all([once(opening, 'close'), once(accepting, 'close')])
  t.equal(await digest(accepting), sha256(Buffer.alloc(300_000, 1)))
  await closed
})

t.test('a quiet time is told, until none is to be', async (t) => {
  const [opening] = createLink('192.168.16.11')
  // The link's timer alone would let the process end.
  const alive = setInterval(() => undefined, 1_000)
  await new Promise<void>((resolve) => opening.setTimeout(10, resolve))
  clearInterval(alive)
  opening.setTimeout(0)
  t.equal(opening.timeout, 0)
})

t.test("Node's own HTTP client and server speak over it, one request after the other", async (t) => {
  const server = createServer((asked, answer) => asked.pipe(answer))
  const [opening, accepting] = createLink('192.168.16.11')
  server.emit('connection', accepting)
  for (const text of ['first', 'second'.repeat(30_000)]) {
    const asking = request({ method: 'POST', createConnection: () => opening, headers: { connection: 'keep-alive' } })
    asking.end(text)
    const [answer] = await once(asking, 'response')
    t.equal(await digest(answer), sha256(Buffer.from(text)))
    asking.removeAllListeners()
  }
  opening.destroy()
})
