import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { createReporters, reporterNames } from '../../report/index.ts'
import { multiplex } from '../../report/multiplexer.ts'
import { hopLine } from '../../report/words.ts'
import { collect, fixedRun, goodRun, play } from './fixed-run.ts'

const folder = await mkdtemp(join(tmpdir(), 'bridgehead-report-'))
t.teardown(() => rm(folder, { recursive: true, force: true }))

t.test('every file format writes its one file into the folder, which is made', async (t) => {
  const directory = join(folder, 'new', 'deep')
  const { stream } = collect()
  const { listener, problems } = createReporters(reporterNames, { output: stream, directory })
  await play(fixedRun, listener)
  t.same(problems(), [])
  t.same((await readdir(directory)).sort(), ['junit.xml', 'report.md', 'results.tap', 'run.json'])
})

t.test('an unknown reporter is refused with the names there are', async (t) => {
  const { stream } = collect()
  t.throws(() => createReporters(['terminal', 'jnuit'], { output: stream, directory: folder }), {
    code: 'BH_ERR_NO_SUCH_REPORTER',
    message: 'There is no reporter "jnuit". Choose among terminal, junit, json, markdown, tap.',
  })
  t.throws(() => createReporters(['toString'], { output: stream, directory: folder }), {
    code: 'BH_ERR_NO_SUCH_REPORTER',
  })
})

t.test('a folder that cannot be made is told before the run starts, and nothing else is', async (t) => {
  const file = join(folder, 'a-file')
  await writeFile(file, '')
  for (const directory of [file, join(file, 'below')]) {
    const { stream, text } = collect()
    const { listener } = createReporters(['terminal', 'json'], { output: stream, directory })
    t.throws(() => listener.runStarted(1), { code: 'BH_ERR_REPORT_NOT_WRITTEN', exitCode: 2 })
    t.equal(text(), '')
  }
})

t.test('a file that cannot be written in the end is reported, and the other reporters still write', async (t) => {
  const directory = join(folder, 'taken')
  await mkdir(join(directory, 'run.json'), { recursive: true })
  const { stream, text } = collect()
  const { listener, problems } = createReporters(['json', 'junit'], { output: stream, directory })
  await play(goodRun, listener)
  t.match(problems(), [{ reporter: 'json', error: { code: 'BH_ERR_REPORT_NOT_WRITTEN' } }])
  t.equal(text(), `wrote ${join(directory, 'junit.xml')}\n1 passed, 0 failed, 0 could not run in 312 ms\n`)
})

t.test('without the terminal reporter the files written are named, and the run summed up', async (t) => {
  const directory = join(folder, 'alone')
  const { stream, text } = collect()
  const { listener } = createReporters(['tap', 'junit'], { output: stream, directory })
  await play(fixedRun, listener)
  t.equal(
    text(),
    `wrote ${join(directory, 'results.tap')}
wrote ${join(directory, 'junit.xml')}
1 passed, 1 failed, 1 could not run in 1.60 s
`,
  )
})

t.test('a hop has one name in all reports: Essentials is known by its host', async (t) => {
  const base = fixedRun.scenarios[1]?.steps[1]?.trace[1]
  if (base === undefined) throw new Error('the run is not as meant')
  const { edge, ...hop } = base
  t.equal(hopLine({ ...hop, hop: 'essentials', host: 'essentials' }), 'essentials: https GET /owa/, answered 403')
  t.equal(hopLine({ ...hop, hop: 'front-end', host: 'cas1' }), 'front end cas1: https GET /owa/, answered 403')
  t.equal(hopLine({ ...hop, hop: 'client', host: 'internet' }), 'client: https GET /owa/, answered 403')
})

t.test('a reporter that breaks is told nothing more, and does not stay hidden', async (t) => {
  const seen: string[] = []
  let broken = 0
  const { listener, problems } = multiplex(
    new Map([
      [
        'bad',
        {
          scenarioStarted() {
            broken += 1
            throw new Error('bad reporter')
          },
        },
      ],
      [
        'good',
        {
          scenarioFinished: () => void seen.push('finished'),
          runFinished: async () => void seen.push('end'),
        },
      ],
    ]),
  )
  await play(fixedRun, listener)
  t.equal(broken, 1)
  t.same(seen, ['finished', 'finished', 'finished', 'end'])
  t.match(problems(), [{ reporter: 'bad', error: { message: 'bad reporter' } }])
})
