import type { MrsFaultCode } from '../../../protocols/mrs/index.ts'

/** The service refuses an operation; the other end is told in a SOAP fault. */
export class MrsFault extends Error {
  override readonly name = 'MrsFault'
  readonly code: MrsFaultCode

  constructor(code: MrsFaultCode, message: string) {
    super(message)
    this.code = code
  }
}
