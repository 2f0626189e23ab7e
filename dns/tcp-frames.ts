// DNS over TCP: each message behind its length in two bytes (RFC 1035 section 4.2.2).

/** A message as it goes over TCP. */
export function frame(message: Buffer): Buffer {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(message.length)
  return Buffer.concat([length, message])
}

/** Takes bytes as they come, in pieces of any size, and hands on each whole message. It holds one message at most. */
export function frameReader(onMessage: (message: Buffer) => void): (chunk: Buffer) => void {
  let held: Buffer = Buffer.alloc(0)
  return (chunk) => {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk])
    while (held.length >= 2) {
      const end = 2 + held.readUInt16BE(0)
      if (held.length < end) return
      const message = held.subarray(2, end)
      held = held.subarray(end)
      onMessage(message)
    }
  }
}
