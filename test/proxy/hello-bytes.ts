// ClientHellos byte by byte, right ones and wrong ones.

/** An extension of a hello. */
export type Extension = readonly [type: number, body: Buffer]

/** A vector with its length in front, in so many bytes. */
export function vector(lengthBytes: 1 | 2 | 3, body: Buffer): Buffer {
  const length = Buffer.alloc(lengthBytes)
  length.writeUIntBE(body.length, 0, lengthBytes)
  return Buffer.concat([length, body])
}

/** The server_name extension for a name. */
export function serverNameExtension(name: string | Buffer): Extension {
  const host = Buffer.concat([Buffer.of(0), vector(2, Buffer.from(name))])
  return [0, vector(2, host)]
}

/** A ClientHello handshake message; without extensions at all when undefined. */
export function helloMessage(extensions: readonly Extension[] | undefined): Buffer {
  const list = extensions?.map(([type, body]) => Buffer.concat([Buffer.of(type >> 8, type & 255), vector(2, body)]))
  const body = Buffer.concat([
    Buffer.of(3, 3),
    Buffer.alloc(32, 7),
    vector(1, Buffer.alloc(32, 9)),
    // A GREASE suite (RFC 8701) before a real one.
    vector(2, Buffer.of(0x0a, 0x0a, 0x13, 0x01)),
    vector(1, Buffer.of(0)),
    ...(list === undefined ? [] : [vector(2, Buffer.concat(list))]),
  ])
  return Buffer.concat([Buffer.of(1), vector(3, body)])
}

/** A handshake message cut over records of at most so many bytes. */
export function inRecords(message: Buffer, longest = 0x4000): Buffer {
  const records: Buffer[] = []
  for (let at = 0; at < message.length; at += longest) {
    records.push(Buffer.of(22, 3, 1), vector(2, message.subarray(at, at + longest)))
  }
  return Buffer.concat(records)
}
