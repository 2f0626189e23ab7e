/** A cipher's state, which goes on from call to call. Enciphers and deciphers. */
export type Rc4 = (data: Uint8Array) => Buffer

/** RC4, which OpenSSL 3 no longer offers: NTLM seals messages with it (MS-NLMP 3.4.3). */
export function createRc4(key: Uint8Array): Rc4 {
  const state = Uint8Array.from({ length: 256 }, (_, index) => index)
  for (let i = 0, j = 0; i < 256; i++) {
    const kept = state[i] ?? 0
    j = (j + kept + (key[i % key.length] ?? 0)) & 255
    state[i] = state[j] ?? 0
    state[j] = kept
  }
  let i = 0
  let j = 0
  return (data) => {
    const result = Buffer.from(data)
    for (let at = 0; at < result.length; at++) {
      i = (i + 1) & 255
      const one = state[i] ?? 0
      j = (j + one) & 255
      const other = state[j] ?? 0
      state[i] = other
      state[j] = one
      result[at] = (result[at] ?? 0) ^ (state[(one + other) & 255] ?? 0)
    }
    return result
  }
}

/** RC4 of one piece, for the exported session key that a client with KEY_EXCH sends (MS-NLMP 3.1.5.1.2). */
export function rc4(key: Uint8Array, data: Uint8Array): Buffer {
  return createRc4(key)(data)
}
