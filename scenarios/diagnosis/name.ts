// A DNS question that got another answer than expected.

import type { Explain } from './scene.ts'

const meanings: Readonly<Record<string, string>> = {
  nxdomain: 'the name does not exist there',
  nodata: 'the name exists there, but has no record of that type',
  servfail: 'the server failed',
  refused: 'the server refused the question',
  timeout: 'the server did not answer',
}

/** For `resolve` steps. */
export const explainName: Explain = ({ observation: { values, summary } }) => {
  const { name, from, status } = values
  if (name === undefined || from === undefined || typeof status !== 'string') return undefined
  const meaning = meanings[status]
  const sentence =
    meaning === undefined
      ? `The DNS of the ${String(from)} gave another answer for ${String(name)} than expected: ${summary}.`
      : `The DNS of the ${String(from)} has no answer for ${String(name)}: ${meaning}. Check the zones of dns.${String(from)} in the topology${status === 'nxdomain' && from === 'intranet' ? '; a pinpoint zone covers one name only' : ''}.`
  return {
    hop: `client → DNS of the ${String(from)}`,
    cause: meaning === undefined ? 'another answer' : status,
    sentence,
  }
}
