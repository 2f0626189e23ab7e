// The body of an answer as it comes into being. It begins before the result is known, so that nothing on the way takes
// the silence for death.

import { PassThrough, type Readable } from 'node:stream'
import type { Clock } from '../../../base/clock.ts'
import { done, pending, processing } from '../../../protocols/mapi-http/index.ts'
import type { MapiCall, MapiResult } from './request-type.ts'

/** PROCESSING now, PENDING beats on the lab's clock, DONE with the result; broken off when there will be none. */
export function answerStream(result: MapiResult | Promise<MapiResult | undefined>, call: MapiCall): Readable {
  const { server, pendingPeriod } = call
  const { clock } = server
  const startedAt = clock.now()
  const body = new PassThrough()
  const stopBeats = beat(clock, pendingPeriod, () => body.write(pending))
  body.write(processing)
  body.once('close', stopBeats)
  const finish = (whole: MapiResult | undefined): void => {
    stopBeats()
    if (whole === undefined) body.destroy()
    else body.end(done(whole.body, { elapsedMilliseconds: clock.now() - startedAt, startedAt }))
  }
  if (result instanceof Promise) result.then(finish, (error) => body.destroy(error))
  else finish(result)
  return body
}

function beat(clock: Clock, period: number, callback: () => void): () => void {
  let cancel = (): void => undefined
  const arm = (): void => {
    cancel = clock.after(period, () => {
      callback()
      arm()
    })
  }
  arm()
  return () => cancel()
}
