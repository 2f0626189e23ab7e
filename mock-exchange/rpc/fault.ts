/** Ends a call with a fault instead of a result. */
export class RpcFault extends Error {
  override readonly name = 'RpcFault'
  readonly status: number

  /** @param status one of `faultStatus` of protocols/dcerpc, or an error of Windows */
  constructor(status: number, message = `RPC fault 0x${status.toString(16)}`) {
    super(message)
    this.status = status
  }
}
