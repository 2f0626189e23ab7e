// A worker process: the edge, and nothing that is not needed to run it. Files are read and checked by the primary; what comes
// from there is plain data. It ends when the primary is gone (the cluster module sees to that).

import { dialTcp } from '../../base/dial-tcp.ts'
import { BridgeheadError } from '../../base/errors.ts'
import { messageOf } from '../../base/message-of.ts'
import { type StartedEdge, startEdge } from '../../proxy/index.ts'
import { type AccessLog, openAccessLog } from '../access-log/index.ts'
import { processConsole } from '../console.ts'
import { type Call, type CallAnswer, isCall, type WorkerOrder } from './calls.ts'

let edge: StartedEdge | undefined
let log: AccessLog | undefined

async function start({ setup, log: target }: WorkerOrder): Promise<StartedEdge['listeners']> {
  const never = new AbortController().signal
  if (target !== undefined) log = await openAccessLog(target.target, target.format, processConsole(never))
  edge = await startEdge(setup, {
    dial: (host, port, signal, onread) => dialTcp({ host, port, onread }, signal),
    bind: ({ address, port }) => ({ host: address, port }),
    ...(log === undefined ? {} : { record: log.record }),
  })
  return edge.listeners
}

async function close(milliseconds: number): Promise<void> {
  await edge?.close(milliseconds)
  await log?.[Symbol.asyncDispose]()
}

async function answerTo(call: Call): Promise<unknown> {
  switch (call.name) {
    case 'start':
      return start(call.sent)
    case 'reload':
      return edge?.reload(call.sent)
    case 'reopenLog':
      return log?.reopen()
    case 'close':
      return close(call.sent)
  }
}

process.on('message', async (message) => {
  if (!isCall(message)) return
  const { number, name } = message
  let answer: CallAnswer
  try {
    answer = { number, got: await answerTo(message) }
  } catch (error) {
    const known = error instanceof BridgeheadError ? error : undefined
    answer = { number, error: { code: known?.code, exitCode: known?.exitCode ?? 2, message: messageOf(error) } }
  }
  process.send?.(answer, () => {
    if (name === 'close') process.disconnect?.()
  })
})

// Sent to the whole group by a terminal, or a service manager: the primary decides what becomes of it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
