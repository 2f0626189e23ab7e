import { Writable } from 'node:stream'
import t from 'tap'
import { waitUntil } from '../../../base/deadline.ts'
import { AccessLog } from '../../../cli/access-log/access-log.ts'
import type { LogFormat } from '../../../cli/access-log/format.ts'
import { streamSink } from '../../../cli/access-log/stream-sink.ts'
import { hop } from '../../helpers/hop.ts'

const format: LogFormat = { head: () => '', line: ({ target }) => target }
const entry = (target: string) => hop({ hop: 'edge', host: 'lb', target })

/** A pipe whose reader takes nothing until told. */
function pipe() {
  const taken: Buffer[] = []
  let reading = false
  let next: (() => void) | undefined
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      next = () => {
        taken.push(chunk)
        done()
      }
      if (reading) next()
    },
  })
  const read = (): void => {
    reading = true
    next?.()
  }
  return { stream, text: () => Buffer.concat(taken).toString(), read }
}

t.test('a reader that stops is said; when it reads on, nothing stands there twice', async (t) => {
  const { stream, text, read } = pipe()
  const said: string[] = []
  const lines = Array.from({ length: 200 }, (_, index) => `/${index}/${'x'.repeat(1_000)}`)
  {
    await using log = new AccessLog(streamSink(stream, 20), format, (sentence) => void said.push(sentence))
    for (const line of lines.slice(0, 100)) log.record(entry(line))
    await waitUntil(() => said.length > 0, { what: 'the message' })
    t.match(said, [/^Cannot write standard output: nobody reads it; .* wait in memory/])
    t.ok(stream.writableLength <= 65_536, 'the stream itself holds no more than one write')
    for (const line of lines.slice(100)) log.record(entry(line))
    read()
    await waitUntil(() => said.length > 1, { what: 'that it goes on' })
    t.match(said[1], /is written again\.$/)
  }
  t.equal(text(), lines.map((line) => `${line}\n`).join(''))
})

t.test('what is beyond the limit is lost, counted and said; closing does not wait for ever', async (t) => {
  const { stream } = pipe()
  const said: string[] = []
  {
    await using log = new AccessLog(streamSink(stream, 20), format, (sentence) => void said.push(sentence), 5_000)
    log.record(entry('/first'))
    await waitUntil(() => said.length > 0, { what: 'the message' })
    for (let index = 0; index < 100; index++) log.record(entry(`/${'x'.repeat(99)}`))
  }
  t.match(said, [
    /nobody reads it/,
    /lines are lost from here on/,
    /^101 lines of the access log standard output are lost\.$/,
  ])
})
