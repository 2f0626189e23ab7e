/**
 * Bytes that break the layout of their protocol. The only error that a decoder of `protocols/` throws, whatever the bytes
 * are; the caller knows whether a peer's request or answer was meant and reduces it to a failure cause.
 */
export class ProtocolSyntaxError extends Error {
  override readonly name = 'ProtocolSyntaxError'
  /** `NTLM`, `SPNEGO`, `WBXML`, `RTS`, `DCE/RPC`, `NDR`, `RDG`, `WebSocket`, `MAPI/HTTP`, `MAPI`. */
  readonly protocol: string

  constructor(protocol: string, message: string) {
    super(`${protocol}: ${message}`)
    this.protocol = protocol
  }
}
