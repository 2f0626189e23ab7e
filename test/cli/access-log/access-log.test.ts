import t from 'tap'
import { waitUntil } from '../../../base/deadline.ts'
import { AccessLog } from '../../../cli/access-log/access-log.ts'
import type { LogFormat } from '../../../cli/access-log/format.ts'
import type { Sink } from '../../../cli/access-log/sink.ts'
import { hop } from '../../helpers/hop.ts'

const format: LogFormat = { head: () => '#head\n', line: ({ target }) => target }
const entry = (target: string) => hop({ hop: 'edge', host: 'lb', target })

/** A disk with room for so many bytes, in files; `reopen` begins another. */
function disk(room: number) {
  const files = ['']
  let writes = 0
  const sink: Sink = {
    name: 'log',
    async write(bytes) {
      writes++
      if (room === 0) throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' })
      const taken = Math.min(room, bytes.length)
      room -= taken
      files.push(files.pop() + bytes.toString('utf8', 0, taken))
      return taken
    },
    async reopen() {
      files.push('')
      return true
    },
    close: async () => {},
  }
  return {
    sink,
    files,
    writes: () => writes,
    grow(bytes: number) {
      room += bytes
    },
  }
}

function say() {
  const said: string[] = []
  return { said, say: (sentence: string) => void said.push(sentence) }
}

t.test('lines of one turn are one write, after the head; nothing is lost at the end', async (t) => {
  const { sink, files, writes } = disk(1_000)
  const { said, say: tell } = say()
  {
    await using log = new AccessLog(sink, format, tell)
    for (const name of ['/1', '/2', '/3']) log.record(entry(name))
  }
  t.same(files, ['#head\n/1\n/2\n/3\n'])
  t.equal(writes(), 1)
  t.same(said, [])
})

t.test('a full disk is said once; lines wait, and go on where they were torn', async (t) => {
  const { sink, files, grow } = disk(10)
  const { said, say: tell } = say()
  {
    await using log = new AccessLog(sink, format, tell)
    log.record(entry('/first'))
    await waitUntil(() => said.length > 0 || undefined, { what: 'the message' })
    log.record(entry('/second'))
    grow(1_000)
    await waitUntil(() => said.length > 1 || undefined, { what: 'the disk to be tried again', within: 5_000 })
    log.record(entry('/third'))
  }
  t.same(files, ['#head\n/first\n/second\n/third\n'])
  t.match(said, [/Cannot write log: the disk is full.*\[BH_ERR_WRITE\]/, /log is written again\./])
  t.equal(said.length, 2)
})

t.test('a new file begins with its head and a whole line', async (t) => {
  const { sink, files, grow } = disk(10)
  const { said, say: tell } = say()
  {
    await using log = new AccessLog(sink, format, tell)
    log.record(entry('/first'))
    log.record(entry('/second'))
    await waitUntil(() => said.length > 0 || undefined, { what: 'the message' })
    log.reopen()
    await waitUntil(() => files.length > 1 || undefined, { what: 'another file' })
    grow(1_000)
  }
  t.same(files, ['#head\n/fir', '#head\n/second\n'])
  t.match(said[1], /1 lines are lost/)
})

t.test('what waits has a limit, and what is lost is counted', async (t) => {
  const { sink } = disk(0)
  const { said, say: tell } = say()
  {
    await using log = new AccessLog(sink, format, tell, 20)
    for (let index = 0; index < 100; index++) log.record(entry('/12345678'))
  }
  t.match(said.at(-1), /^100 lines of the access log log are lost\.$/)
})
