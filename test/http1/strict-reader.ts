// A second opinion on what goes to servers: reads a stream of requests with nothing of http1/, by whole lines, and takes
// only the plainest form. A proxy that is careful with what it sends passes; what two servers could read in two ways does not.

interface PlainRequest {
  readonly method: string
  readonly target: string
  readonly body: string
}

const token = "[\\w!#$%&'*+.^`|~-]+"
const requestLine = new RegExp(`^(${token}) (/[!-"$-~]*|\\*) HTTP/1\\.1$`)
const fieldLine = new RegExp(`^(${token}): ((?:[!-~\\x80-\\xff](?:[\\t -~\\x80-\\xff]*[!-~\\x80-\\xff])?)?)$`)

export class StrictReader {
  #text = ''

  /**
   * Takes in some bytes as latin1.
   * @returns the requests that they complete
   * @throws Error when they are not plain HTTP/1.1
   */
  push(text: string): PlainRequest[] {
    this.#text += text
    const requests: PlainRequest[] = []
    for (let next = this.#next(); next !== undefined; next = this.#next()) requests.push(next)
    return requests
  }

  #next(): PlainRequest | undefined {
    const headEnd = this.#text.indexOf('\r\n\r\n')
    if (headEnd === -1) return undefined
    const [first = '', ...lines] = this.#text.slice(0, headEnd).split('\r\n')
    const [, method, target] = requestLine.exec(first) ?? []
    if (method === undefined || target === undefined) throw new Error(`request line ${JSON.stringify(first)}`)

    const values = new Map<string, string[]>()
    for (const line of lines) {
      const [, name, value] = fieldLine.exec(line) ?? []
      if (name === undefined || value === undefined) throw new Error(`field line ${JSON.stringify(line)}`)
      const lower = name.toLowerCase()
      values.set(lower, [...(values.get(lower) ?? []), value])
    }
    if (values.get('host')?.length !== 1) throw new Error('not exactly one Host')

    const body = this.#body(headEnd + 4, values.get('content-length'), values.get('transfer-encoding'))
    if (body === undefined) return undefined
    this.#text = this.#text.slice(body.end)
    return { method, target, body: body.text }
  }

  #body(start: number, lengths: string[] = [], codings: string[] = []): { text: string; end: number } | undefined {
    if (lengths.length + codings.length > 1) throw new Error('more than one length')
    const [length = '0'] = lengths
    if (!/^\d+$/.test(length)) throw new Error(`length ${length}`)
    if (codings.length === 1) {
      if (codings[0] !== 'chunked') throw new Error(`coding ${codings[0]}`)
      return this.#chunks(start)
    }
    const end = start + Number(length)
    return this.#text.length < end ? undefined : { text: this.#text.slice(start, end), end }
  }

  #chunks(at: number): { text: string; end: number } | undefined {
    let text = ''
    for (;;) {
      const lineEnd = this.#text.indexOf('\r\n', at)
      if (lineEnd === -1) return undefined
      const size = this.#text.slice(at, lineEnd)
      if (!/^[\da-f]+$/.test(size)) throw new Error(`chunk size ${JSON.stringify(size)}`)
      if (/^0+$/.test(size)) return this.#trailers(lineEnd + 2, text)
      at = lineEnd + 2 + Number.parseInt(size, 16)
      if (this.#text.length < at + 2) return undefined
      if (this.#text.slice(at, at + 2) !== '\r\n') throw new Error('a chunk that is not ended')
      text += this.#text.slice(lineEnd + 2, at)
      at += 2
    }
  }

  #trailers(at: number, text: string): { text: string; end: number } | undefined {
    for (;;) {
      const lineEnd = this.#text.indexOf('\r\n', at)
      if (lineEnd === -1) return undefined
      if (lineEnd === at) return { text, end: at + 2 }
      if (!fieldLine.test(this.#text.slice(at, lineEnd))) throw new Error('a malformed trailer')
      at = lineEnd + 2
    }
  }
}
