// Front end and Back End are one process here, so that the Back End can wait until the front end's answer is out: an admin
// who recycles the very pool that serves the page is still told so.

import type { ServerResponse } from 'node:http'

/** Header by which the front end names its own answer to the Back End [the name is recalled]. */
export const frontEndRequestId = 'x-fe-requestid'

const answers = new Map<string, ServerResponse>()
let last = 0

/** Remembers an answer of the front end until it is over. @returns the header's value */
export function noteInFlight(response: ServerResponse): string {
  last += 1
  const id = String(last)
  answers.set(id, response)
  response.once('close', () => answers.delete(id))
  return id
}

/** Does something once the answer with this id is over; at once when it is unknown. */
export function afterAnswer(id: string | undefined, work: () => void): void {
  const response = answers.get(id ?? '')
  if (response === undefined) work()
  else response.once('close', work)
}
