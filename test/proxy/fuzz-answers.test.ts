// Answers that are nearly right, in pieces. The client gets what the codec reads in them, or a page of the edge's, or a broken
// connection where the answer broke after it had begun; and never what is left of one answer as the next.

import { setImmediate as nextTurn } from 'node:timers/promises'
import fc from 'fast-check'
import t from 'tap'
import { within } from '../../base/deadline.ts'
import { cuts, mutatedResponse, split } from '../http1/mutated-message.ts'
import { readMessages } from '../http1/read-message.ts'
import { startTestEdge } from './edge-lab.ts'
import { type Wire, wireServer } from './wire.ts'

const milliseconds = 2_000

t.test('a broken answer breaks nothing but itself', async (t) => {
  let pieces: readonly Buffer[] = []
  let ends = false
  let written = Promise.resolve()
  await using server = await wireServer(async (wire) => {
    wire.socket.on('end', () => wire.socket.end())
    for (;;) {
      const head = await wire.head()
      const name = /^GET (\/known\/\d+) /.exec(head)?.[1]
      if (name === undefined) {
        written = writePieces(wire, pieces, ends)
        await written
      } else wire.send(`HTTP/1.1 200 OK\r\nContent-Length: ${name.length}\r\n\r\n${name}`)
    }
  })
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })

  const tally = { cases: 0, passed: 0, pages: 0, cut: 0 }
  let open: Wire | undefined
  const play = async (bytes: Buffer, places: readonly number[]): Promise<void> => {
    const { messages, end } = readMessages([bytes], 'response')
    const [first] = messages
    // An interim answer is no answer yet; test/proxy has them by themselves.
    fc.pre(first?.head.kind !== 'response' || first.head.status >= 200)
    const name = `/known/${++tally.cases}`
    pieces = split(bytes, places)
    // What only the end of the connection ends, has to come to one.
    ends = first === undefined ? !/^\d/.test(end) : lastsUntilClose(bytes)
    const wire = open ?? (await lab.client())
    open = undefined
    try {
      wire.send('GET /case HTTP/1.1\r\nHost: a\r\n\r\n')
      await within(
        wire.until(() => wire.ended || wire.closed || whole(wire.text) !== undefined, 'an answer'),
        milliseconds,
        'an answer',
      )
      const answer = whole(wire.text)
      if (first?.head.kind === 'response') {
        t.equal(answer?.status, first.head.status, 'the status is the server’s')
        t.equal(answer?.body, first.body, 'and so is the body')
        tally.passed++
      } else if (answer === undefined) {
        t.ok(wire.ended || wire.closed, 'an answer that broke off ends the connection')
        tally.cut++
      } else {
        t.equal(answer.status, 502, 'a page of the edge’s')
        tally.pages++
      }

      // Let the edge see what the server has still sent; then the next answer has to be that to the next request.
      await written
      for (let turn = 0; turn < 4; turn++) await nextTurn()
      if (answer === undefined || answer.closes || wire.ended || wire.closed) {
        wire.socket.destroy()
        return
      }
      wire.text = ''
      const known = await within(wire.send(`GET ${name} HTTP/1.1\r\nHost: a\r\n\r\n`).message(), milliseconds, name)
      t.match(known.head, /^HTTP\/1\.1 200 OK\r\n/)
      t.equal(known.body, name, 'the next answer is that to the next request')
      t.equal(wire.text, '', 'and nothing follows it')
      open = wire
    } catch (error) {
      wire.socket.destroy()
      throw new Error(`${(error as Error).message}\n${JSON.stringify(bytes.toString('latin1'))}`, { cause: error })
    }
  }

  await fc.assert(fc.asyncProperty(mutatedResponse, cuts, play), { seed: 9112, numRuns: 800 })
  open?.socket.destroy()
  t.comment(JSON.stringify(tally))
  t.ok(tally.passed > 200 && tally.pages > 100, 'there was something of everything')
})

async function writePieces({ socket }: Wire, pieces: readonly Buffer[], ends: boolean): Promise<void> {
  for (const piece of pieces) {
    if (!socket.writable) return
    socket.write(piece)
    await nextTurn()
  }
  if (ends) socket.end()
}

/** Whether more bytes behind an answer are more of it. */
function lastsUntilClose(bytes: Buffer): boolean {
  const [first] = readMessages([bytes], 'response').messages
  const [longer] = readMessages([bytes, Buffer.from('x')], 'response').messages
  return first?.body !== longer?.body
}

/** The one answer in what a client got, if it is whole. */
function whole(text: string): { status: number; body: string; closes: boolean } | undefined {
  const { messages } = readMessages([Buffer.from(text, 'latin1')], 'response')
  const [first] = messages
  if (first === undefined || first.head.kind !== 'response') return undefined
  const closes = first.head.headers.some(([name, value]) => name === 'Connection' && value === 'close')
  return { status: first.head.status, body: first.body, closes }
}
