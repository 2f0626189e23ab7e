import type { FastifyReply } from 'fastify'
import type { Markup } from '../../xml/markup.ts'
import { setHeaders } from '../headers.ts'

/**
 * What a page may do: nothing but show itself, with style sheets and scripts of its own site. The real pages come without
 * such a policy; here it is the second wall, should a message's HTML ever get past the first.
 */
const contentSecurityPolicy = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
].join('; ')

/** Sends a page of OWA or ECP. */
export function sendHtml(reply: FastifyReply, page: Markup, status = 200): FastifyReply {
  return setHeaders(reply, {
    'Cache-Control': 'private, no-store',
    'Content-Security-Policy': contentSecurityPolicy,
    'Referrer-Policy': 'same-origin',
    'X-Frame-Options': 'SAMEORIGIN',
    'X-Content-Type-Options': 'nosniff',
    'X-UA-Compatible': 'IE=10',
  })
    .code(status)
    .type('text/html; charset=utf-8')
    .send(`<!DOCTYPE html>\n${page.text}`)
}
