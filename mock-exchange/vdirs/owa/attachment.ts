import type { FastifyReply } from 'fastify'
import { setHeaders } from '../headers.ts'
import { itemOf, type OwaCall, OwaNotFound } from './call.ts'

/** Pictures that a browser may show within a message; SVG can hold scripts and is not among them. */
const shown = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/bmp'])

/**
 * Sends an attachment: `id` of the item, `n` its number. With `attach` it is always saved to a file; else a picture is
 * shown. @throws OwaNotFound
 */
export function sendAttachment(call: OwaCall, reply: FastifyReply): FastifyReply {
  const { query } = call
  const attachment = itemOf(call, query.get('id') ?? '').attachments[Number(query.get('n') ?? 'none')]
  if (attachment === undefined) throw new OwaNotFound('The attachment is no longer there.')
  const { name, contentType, content } = attachment
  const type = /^[\w.+-]{1,100}\/[\w.+-]{1,100}$/.test(contentType)
    ? contentType.toLowerCase()
    : 'application/octet-stream'
  const inline = query.get('attach') === null && shown.has(type)
  return setHeaders(reply, {
    'Cache-Control': 'private, no-store',
    'Content-Disposition': disposition(inline ? 'inline' : 'attachment', name),
    // Whatever it is, it must not run as a page of this site.
    'Content-Security-Policy': "default-src 'none'; sandbox",
    'X-Content-Type-Options': 'nosniff',
    'X-Download-Options': 'noopen',
  })
    .type(type)
    .send(content)
}

/** RFC 6266 section 4.3: the name in ASCII for old browsers, and in UTF-8 (RFC 8187). */
function disposition(type: 'inline' | 'attachment', name: string): string {
  const file = name
    .replace(/[\0-\x1f\x7f/\\]+/g, '_')
    .slice(0, 200)
    .toWellFormed()
  const ascii = file.replace(/[^\x20-\x7e]|["%]/g, '_')
  const encoded = encodeURIComponent(file).replace(
    /['()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `${type}; filename="${ascii}"; filename*=UTF-8''${encoded}`
}
