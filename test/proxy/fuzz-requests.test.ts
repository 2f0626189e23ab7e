// Requests that are nearly right, in pieces, over real sockets. What the codec makes of the bytes (test/http1/ sees to that)
// is what has to come of them at the edge: the same requests reach the server, as a reader of its own confirms, each gets its
// own answer, and the good request behind them too, unless the connection was closed.

import { setImmediate as nextTurn } from 'node:timers/promises'
import fc from 'fast-check'
import t from 'tap'
import { within } from '../../base/deadline.ts'
import { hasToken, type RequestHead } from '../../http1/index.ts'
import { cuts, mutatedRequest, split } from '../http1/mutated-message.ts'
import { readMessages } from '../http1/read-message.ts'
import { StrictReader } from '../http1/strict-reader.ts'
import { startTestEdge } from './edge-lab.ts'
import { type Wire, wireServer } from './wire.ts'

interface Answer {
  readonly status: number
  readonly closes: boolean
  /** Of the server's answers: the number of the request that it answers. */
  readonly number: number | undefined
}

interface Expected {
  readonly heads: readonly { readonly method: string; readonly target: string; readonly body: string }[]
  /** How it ends: every request is answered; or one more answer is a refusal; or the edge waits for the rest. */
  readonly end: 'answered' | 'refused' | 'waiting'
}

const milliseconds = 2_000
const mostly = fc.nat({ max: 5 }).map((number) => number > 0)

t.test('what comes of a request does not depend on luck', async (t) => {
  const seen: { method: string; target: string; body: string }[] = []
  const faults: string[] = []
  await using server = await wireServer(({ socket }) => {
    const reader = new StrictReader()
    socket.on('end', () => socket.end())
    socket.on('data', (chunk: Buffer) => {
      try {
        for (const request of reader.push(chunk.toString('latin1'))) {
          socket.write(`HTTP/1.1 200 OK\r\nX-Number: ${seen.push(request) - 1}\r\nContent-Length: 0\r\n\r\n`)
        }
      } catch (error) {
        faults.push(String(error))
        socket.destroy()
      }
    })
  })
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })

  const tally = { cases: 0, connections: 0, served: 0, refused: 0, waiting: 0 }
  let open: Wire | undefined
  const play = async (mutated: Buffer, places: readonly number[], followed: boolean): Promise<void> => {
    const name = `/known/${++tally.cases}`
    const bytes = Buffer.concat([mutated, Buffer.from(followed ? `GET ${name} HTTP/1.1\r\nHost: a\r\n\r\n` : '')])
    const expected = expect(bytes)
    const before = seen.length
    if (open === undefined) tally.connections++
    const wire = open ?? (await lab.client())
    open = undefined
    try {
      for (const piece of split(bytes, places)) {
        if (!wire.socket.writable) break
        wire.socket.write(piece)
        await nextTurn()
      }
      const answers: Answer[] = []
      while (answers.length < expected.heads.length && answers.at(-1)?.closes !== true) {
        answers.push(await takeAnswer(wire, expected.heads[answers.length]?.method === 'HEAD'))
      }
      const closed = answers.at(-1)?.closes === true
      if (!closed && expected.end === 'refused') {
        // Its head only: a refused HEAD has no page behind it, if its method was read.
        const refusal = await takeAnswer(wire, true)
        if (refusal.status < 400 || !refusal.closes) throw new Error(`a refusal with ${JSON.stringify(refusal)}`)
        tally.refused++
      }
      if (!closed && expected.end === 'waiting') {
        tally.waiting++
        wire.socket.end()
      }

      const served = answers.flatMap(({ number }, index) => (number === undefined ? [] : [{ number, index }]))
      t.same(
        served.map(({ number }) => seen[number]),
        served.map(({ index }) => expected.heads[index]),
        'each answer is that to its own request',
      )
      t.equal(seen.length - before, served.length, 'no request reached the server but those')
      t.same(faults, [], 'nothing reached the server that is not plain')
      for (const { status, number } of answers) {
        if (number === undefined && status < 400) throw new Error(`an answer of nobody's with ${status}`)
      }
      tally.served += served.length

      if (closed || expected.end !== 'answered') {
        await within(wire.end(), milliseconds, 'the connection to end')
        if (expected.end !== 'refused') t.equal(wire.text, '', 'nothing follows the last answer')
        wire.socket.destroy()
      } else {
        // Unless it became the body of the one before it.
        const last = expected.heads.at(-1)
        if (last?.target === name) t.same(seen.at(-1), last, 'the good request behind it was served')
        t.equal(wire.text, '', 'nothing follows the last answer')
        open = wire
      }
    } catch (error) {
      wire.socket.destroy()
      throw new Error(`${(error as Error).message}\n${JSON.stringify(bytes.toString('latin1'))}`, { cause: error })
    }
  }

  await fc.assert(fc.asyncProperty(mutatedRequest, cuts, mostly, play), { seed: 9112, numRuns: 1_200 })
  open?.socket.destroy()
  t.comment(JSON.stringify(tally))
  t.ok(tally.served > 500 && tally.refused > 100 && tally.waiting > 20, 'there was something of everything')
  t.ok(tally.connections < tally.cases, 'connections were used more than once')
})

/** What the codec reads in the bytes, up to the first request that lets the connection end. */
function expect(bytes: Buffer): Expected {
  const { messages, end } = readMessages([bytes], 'request')
  const heads: Expected['heads'][number][] = []
  for (const { head, body } of messages) {
    if (head.kind !== 'request') continue
    heads.push({ method: head.method, target: originForm(head.target), body })
    if (!keepsAlive(head)) return { heads, end: 'answered' }
  }
  if (end === 'clean') return { heads, end: 'answered' }
  return { heads, end: /^\d/.test(end) ? 'refused' : 'waiting' }
}

function keepsAlive({ headers, minorVersion }: RequestHead): boolean {
  return minorVersion === 1 ? !hasToken(headers, 'connection', 'close') : hasToken(headers, 'connection', 'keep-alive')
}

function originForm(target: string): string {
  return target === '*' ? target : target.replace(/^https?:\/\/[^/?]*/i, '').replace(/^(?!\/)/, '/')
}

async function takeAnswer(wire: Wire, bodiless: boolean): Promise<Answer> {
  const { head } = await within(
    bodiless ? wire.head().then((head) => ({ head })) : wire.message(),
    milliseconds,
    'an answer',
  )
  const number = /\r\nX-Number: (\d+)\r\n/.exec(head)?.[1]
  return {
    status: Number(/^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1]),
    closes: /\r\nConnection: close\r\n/.test(head),
    number: number === undefined ? undefined : Number(number),
  }
}
