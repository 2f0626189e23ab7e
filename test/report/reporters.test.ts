import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { createReporters, reporterNames } from '../../report/index.ts'
import { multiplex } from '../../report/multiplexer.ts'
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

t.test('a folder that cannot be written is reported with its name, and the other reporters still write', async (t) => {
  const file = join(folder, 'a-file')
  await writeFile(file, '')
  const { stream, text } = collect()
  const { listener, problems } = createReporters(['json', 'terminal'], { output: stream, directory: file })
  await play(goodRun, listener)
  t.match(text(), '1 passed')
  t.match(problems(), [{ reporter: 'json', error: { code: 'BH_ERR_REPORT_NOT_WRITTEN' } }])
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
