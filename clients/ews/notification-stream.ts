// The answer to GetStreamingEvents as it comes: a row of SOAP envelopes, not one document (reference
// exchange-protocols.md 2.3). Clients cut it at the end tag of the envelope, whatever its prefix.

import { childrenNamed, firstNamed, parseXml, textOf } from '../xml.ts'

/** One envelope of a stream. */
export interface StreamMessage {
  readonly responseCode: string
  readonly text: string | undefined
  /** `OK`, `Closed`; undefined in an envelope that only tells of events. */
  readonly status: string | undefined
  /** Local names of the events, such as NewMailEvent, in order. */
  readonly events: readonly string[]
}

/** Characters of one envelope; Exchange's are of a few thousand. */
const longest = 1_048_576

/** Takes the stream in pieces and gives the envelopes that are whole. */
export class EnvelopeSplitter {
  #held = ''

  /** @throws RangeError when an envelope is too long to be one */
  push(text: string): string[] {
    this.#held += text
    const envelopes: string[] = []
    for (
      let end = /<\/(?:[\w.-]+:)?Envelope\s*>/.exec(this.#held);
      end !== null;
      end = /<\/(?:[\w.-]+:)?Envelope\s*>/.exec(this.#held)
    ) {
      const length = end.index + end[0].length
      envelopes.push(this.#held.slice(0, length))
      this.#held = this.#held.slice(length)
    }
    if (this.#held.length > longest) throw new RangeError(`an envelope of more than ${longest} characters`)
    return envelopes
  }
}

/** What an envelope says. @throws CauseError bad-response when it is no XML */
export function readStreamMessage(envelope: string, what: string): StreamMessage {
  const root = parseXml(Buffer.from(envelope), what)
  const notifications = firstNamed(root, 'Notifications')
  const told = notifications === undefined ? [] : childrenNamed(notifications, 'Notification')
  return {
    responseCode: textOf(root, 'ResponseCode') ?? '',
    text: textOf(root, 'MessageText') ?? textOf(root, 'faultstring'),
    status: textOf(root, 'ConnectionStatus'),
    events: told.flatMap((notification) =>
      [...notification.childNodes].flatMap(({ localName }) =>
        localName?.endsWith('Event') && localName !== 'StatusEvent' ? [localName] : [],
      ),
    ),
  }
}
