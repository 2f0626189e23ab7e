import type { FastifyRequest } from 'fastify'
import { bodyOf } from '../raw-body.ts'

/** A file that a form brought along. */
interface SentFile {
  readonly name: string
  readonly contentType: string
  readonly content: Buffer
}

/** What a form sent, field by field. */
export interface SentForm {
  /** First value of a field. */
  get(name: string): string | undefined
  /** All values of a field, in order. */
  all(name: string): readonly string[]
  readonly files: readonly SentFile[]
}

/**
 * The form in a request's body: x-www-form-urlencoded, or multipart/form-data (RFC 7578). Undefined when it is neither, or
 * malformed.
 */
export async function readForm(request: FastifyRequest): Promise<SentForm | undefined> {
  const contentType = request.headers['content-type'] ?? ''
  const body = bodyOf(request)
  if (/^application\/x-www-form-urlencoded\s*(;|$)/i.test(contentType)) {
    return sentForm([...new URLSearchParams(body.toString('utf8'))], [])
  }
  if (!/^multipart\/form-data\s*;/i.test(contentType)) return undefined
  try {
    const data = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData()
    const texts: [string, string][] = []
    const files: SentFile[] = []
    for (const [name, value] of data) {
      if (typeof value === 'string') texts.push([name, value])
      // A field for a file that nobody has chosen comes empty and without a name.
      else if (value.name !== '') files.push(await sentFile(value))
    }
    return sentForm(texts, files)
  } catch (error) {
    // What fetch throws for a body that breaks the format.
    if (error instanceof TypeError) return undefined
    throw error
  }
}

function sentForm(texts: readonly (readonly [string, string])[], files: readonly SentFile[]): SentForm {
  const all = (name: string): readonly string[] => texts.filter(([field]) => field === name).map(([, value]) => value)
  return { get: (name) => all(name)[0], all, files }
}

async function sentFile(file: File): Promise<SentFile> {
  const content = Buffer.from(await file.arrayBuffer())
  return { name: file.name, contentType: file.type || 'application/octet-stream', content }
}
