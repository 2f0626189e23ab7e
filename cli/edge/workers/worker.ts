// A worker process: the edge, and nothing that is not needed to run it. Files are read and checked by the primary; what comes
// from there is plain data. It ends when the primary is gone (the cluster module sees to that).

import { BridgeheadError } from '../../../base/errors.ts'
import { messageOf } from '../../../base/message-of.ts'
import { processConsole } from '../../console.ts'
import type { EdgeAtWork } from '../edge-at-work.ts'
import { runEdgeHere } from '../run-here.ts'
import { type Call, type CallAnswer, isCall } from './calls.ts'

let edge: EdgeAtWork | undefined

async function answerTo(call: Call): Promise<unknown> {
  if (call.name === 'start') {
    edge = await runEdgeHere(call.sent, processConsole(new AbortController().signal))
    return edge.listeners
  }
  if (edge === undefined) throw new Error('the edge of this worker has not started')
  switch (call.name) {
    case 'reload':
      return edge.reload(call.sent)
    case 'servers':
      return edge.servers()
    case 'metrics':
      return edge.metrics()
    case 'setServerState':
      return edge.setServerState(call.sent.farm, call.sent.server, call.sent.state)
    case 'reopenLog':
      return edge.reopenLog()
    case 'close':
      return edge.close(call.sent)
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
