import { CauseError } from '../../../base/failure-cause.ts'

/** A way to the mailbox that is not there: what answered is no such service, or nothing at all. The next way is tried. */
export class Unavailable extends CauseError {
  readonly status: number

  constructor(sentence: string, status: number) {
    super('bad-response', sentence)
    this.status = status
  }
}
