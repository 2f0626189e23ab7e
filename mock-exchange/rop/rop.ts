// A ROP is one file in `rops/` that exports what `defineRop` makes, and one line in `rops/index.ts`.

import type { ByteReader } from '../../protocols/byte-reader.ts'
import type { ByteWriter } from '../../protocols/byte-writer.ts'
import { MapiError, mapiErrors } from '../../protocols/mapi/error-codes.ts'
import { noHandle } from '../../protocols/mapi/rop-buffer.ts'
import type { LogonObject } from './objects/logon.ts'
import { logonOf, type ObjectKind, type ObjectOf, type ServerObject } from './objects/types.ts'
import type { RopSession } from './session.ts'

/** What a running ROP knows. */
export class RopCall {
  readonly session: RopSession
  readonly logonId: number
  /** The index that stands third in every request: that of the input, of the output for some. */
  readonly index: number
  /** Bytes that are left for this ROP's answer. */
  readonly room: number
  readonly #handles: number[]

  constructor(session: RopSession, head: { logonId: number; index: number }, handles: number[], room: number) {
    this.session = session
    this.logonId = head.logonId
    this.index = head.index
    this.room = room
    this.#handles = handles
  }

  /** The object that a handle index leads to. @throws MapiError nullObject */
  objectAt(index: number): ServerObject {
    const object = this.session.find(this.#handles[index] ?? noHandle)
    if (object === undefined || logonOf(object).logonId !== this.logonId) throw new MapiError(mapiErrors.nullObject)
    return object
  }

  /** The object that the request is for, which must be of one of these kinds. @throws MapiError nullObject, notSupported */
  input<Kind extends ObjectKind>(...kinds: readonly Kind[]): ObjectOf<Kind> {
    return this.inputAt(this.index, ...kinds)
  }

  /** The same at another index. */
  inputAt<Kind extends ObjectKind>(index: number, ...kinds: readonly Kind[]): ObjectOf<Kind> {
    const object = this.objectAt(index)
    if (!(kinds as readonly string[]).includes(object.kind)) {
      throw new MapiError(mapiErrors.notSupported, `the ROP is not for a ${object.kind}`)
    }
    return object as ObjectOf<Kind>
  }

  /** The log-on of the object that the request is for. @throws MapiError nullObject */
  logon(): LogonObject {
    return logonOf(this.objectAt(this.index))
  }

  /** Gives an object a handle, at an index of the answer. @throws MapiError nullObject, notEnoughMemory */
  output(index: number, object: ServerObject): number {
    if (index >= this.#handles.length) throw new MapiError(mapiErrors.nullObject)
    const handle = this.session.open(object)
    this.#handles[index] = handle
    return handle
  }

  /** Closes the handle at an index, which then leads nowhere. */
  releaseAt(index: number): void {
    const handle = this.#handles[index]
    if (handle === undefined) return
    this.session.release(handle)
    this.#handles[index] = noHandle
  }
}

/** One ROP, with what its request and answer look like. */
export interface Rop<Request = unknown> {
  readonly id: number
  /** Index that the answer carries; that which stands third in the request when absent. */
  readonly answerIndex?: (request: Request) => number
  /** Release has no answer at all. */
  readonly silent?: boolean
  /** The request behind its first three bytes. @throws ProtocolSyntaxError */
  read(reader: ByteReader): Request
  /**
   * Does it, and writes the fields behind the return value.
   * @throws MapiError for the return value; nothing else of the answer is sent then
   */
  run(request: Request, call: RopCall, answer: ByteWriter): void
}

/** Gives a ROP a common type, so that a list can hold all. */
export function defineRop<Request>(rop: Rop<Request>): Rop {
  return rop as Rop
}

/** A request without fields. */
export const noFields = (): undefined => undefined

/** A failure whose answer has fields behind the return value. */
export class MapiErrorWithFields extends MapiError {
  readonly fields: Buffer

  constructor(code: number, fields: Buffer) {
    super(code)
    this.fields = fields
  }
}

/** Thrown when an answer does not fit into what is left; the client is told so and asks again. */
export class AnswerTooLarge extends Error {
  override readonly name = 'AnswerTooLarge'
}
