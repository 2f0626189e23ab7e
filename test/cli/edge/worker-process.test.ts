import cluster from 'node:cluster'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import t from 'tap'
import { WorkerGoneError, WorkerProcess } from '../../../cli/edge/workers/worker-process.ts'

const itself = (error: unknown): unknown => error

t.test('a worker that does not answer is ended, and whoever asked it is told', async (t) => {
  const folder = t.testdir({ 'deaf.cjs': 'process.on("message", () => {})' })
  cluster.setupPrimary({ exec: join(folder, 'deaf.cjs'), args: [], execArgv: [], silent: true })
  let said = ''
  const err = new Writable({
    write(text, _encoding, done) {
      said += text
      done()
    },
  })
  const worker = new WorkerProcess(3, cluster.fork(), { out: err, err }, { start: 60_000, others: 300 })
  t.ok((await worker.call('metrics', undefined).catch(itself)) instanceof WorkerGoneError)
  t.equal(await worker.ended, 'by SIGKILL')
  t.equal(said, 'bridgehead: Worker 3 has not answered for 300 ms (metrics); it is ended.\n')
  t.ok((await worker.call('metrics', undefined).catch(itself)) instanceof WorkerGoneError, 'at once')
})
