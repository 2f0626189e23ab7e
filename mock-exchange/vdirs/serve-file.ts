// Files as IIS serves them: conditional requests and ranges (RFC 9110 sections 13 and 14), which BITS lives on.

import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { setHeaders } from './headers.ts'

export interface ServedFile {
  readonly type: string
  readonly content: Buffer
  /** Milliseconds since 1970. */
  readonly modified: number
}

/** Answers a GET or HEAD with the file: 200, 206, 304 or 416. */
export function serveFile(request: FastifyRequest, reply: FastifyReply, file: ServedFile): FastifyReply {
  const { content, type, modified } = file
  const etag = `"${createHash('sha1').update(content).digest('hex').slice(0, 16)}:0"`
  const lastModified = new Date(modified).toUTCString()
  const { headers } = request
  setHeaders(reply, { ETag: etag, 'Last-Modified': lastModified, 'Accept-Ranges': 'bytes' })
  if (isUnchanged(headers, etag, modified)) return reply.code(304).send()

  reply.type(type)
  const condition = headers['if-range']
  const stillSame = condition === undefined || condition === etag || condition === lastModified
  const range = stillSame ? readRange(headers.range, content.length) : undefined
  if (range === undefined) return reply.send(content)
  if (range === 'unsatisfiable') {
    return setHeaders(reply, { 'Content-Range': `bytes */${content.length}` })
      .code(416)
      .send()
  }
  return setHeaders(reply, { 'Content-Range': `bytes ${range.first}-${range.last}/${content.length}` })
    .code(206)
    .send(content.subarray(range.first, range.last + 1))
}

function isUnchanged(headers: FastifyRequest['headers'], etag: string, modified: number): boolean {
  const match = headers['if-none-match']
  if (match !== undefined) {
    return match.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag)
  }
  const since = Date.parse(headers['if-modified-since'] ?? '')
  // HTTP dates have whole seconds.
  return Math.trunc(modified / 1_000) * 1_000 <= since
}

/** One range of bytes; of several, or of another unit, nothing is made: the whole file is a right answer to those. */
function readRange(
  header: string | undefined,
  length: number,
): { readonly first: number; readonly last: number } | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '')
  if (match === null || (match[1] === '' && match[2] === '')) return undefined
  if (match[1] === '') {
    const suffix = Math.min(Number(match[2]), length)
    return suffix === 0 ? 'unsatisfiable' : { first: length - suffix, last: length - 1 }
  }
  const first = Number(match[1])
  const last = match[2] === '' ? length - 1 : Math.min(Number(match[2]), length - 1)
  if (match[2] !== '' && Number(match[2]) < first) return undefined
  return first < length ? { first, last } : 'unsatisfiable'
}
