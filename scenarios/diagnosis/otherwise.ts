// Nothing failed on the way, but it went otherwise than expected, or the protocol inside said no.

import type { HopKind, HopRecord } from '../../base/trace.ts'
import { type Diagnosis, hopText } from '../result.ts'
import type { Explain, Scene } from './scene.ts'

const innermostFirst: readonly HopKind[] = ['back-end', 'essentials', 'front-end', 'edge', 'client']

/** Always has something to say, as long as a wish did not come true; it comes last for that. */
export const explainOtherwise: Explain = (scene) => {
  const [first] = scene.mismatches
  if (first === undefined) return undefined
  if (first.what === 'time') return stillUnderWay(scene)
  if (first.what === 'ok' || first.what === 'established') {
    const hop = innermost(scene)
    return {
      hop: hop === undefined ? 'client' : hopText(hop),
      cause: 'refused in the protocol',
      sentence: `Every hop answered, but the client did not get what it wanted: ${scene.observation.summary}`,
    }
  }
  const [area, kind] = first.what.split('.')
  const hop = area === 'hops' ? scene.hops.get(kind as HopKind) : undefined
  if (area === 'hops' && hop === undefined) {
    const last = innermost(scene)
    return {
      hop: kind ?? 'client',
      cause: 'not reached',
      sentence: `The request did not come to the ${kind?.replace('-', ' ')}; it ended at ${last === undefined ? 'the client' : hopText(last)}.`,
    }
  }
  return {
    hop: hop === undefined ? 'client' : hopText(hop),
    cause: 'other than expected',
    sentence: `Nothing failed on the way, but ${first.what} is ${first.actual} and not ${first.expected}.`,
  }
}

function stillUnderWay(scene: Scene): Diagnosis {
  const hop = innermost(scene)
  return {
    hop: hop === undefined ? 'client' : hopText(hop),
    cause: 'no end',
    sentence:
      hop === undefined
        ? 'No request of this step has come to an end at any hop.'
        : `The last that was heard of the step is an answer of ${hopText(hop)} to ${hop.method} ${hop.target}.`,
  }
}

function innermost({ hops }: Scene): HopRecord | undefined {
  for (const kind of innermostFirst) {
    const hop = hops.get(kind)
    if (hop !== undefined) return hop
  }
  return undefined
}
