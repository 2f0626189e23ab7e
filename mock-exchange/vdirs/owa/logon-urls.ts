import type { FastifyRequest } from 'fastify'
import type { VdirContext } from '../types.ts'

/**
 * URL of the logon page, which leads back to `destination`. Always https, whatever the hop: from 2013 on the front end
 * says so even behind an offloading proxy (reference/exchange-protocols.md section 1.6).
 */
export function logonUrl(host: string, destination: string, reason: string, replace = false): string {
  const query = replace
    ? `replaceCurrent=1&reason=${reason}&url=${escapeValue(destination)}`
    : `url=${escapeValue(destination)}&reason=${reason}`
  return `https://${host}/owa/auth/logon.aspx?${query}`
}

/** The URL that the client asked for, as the logon page names it. */
export function requestedUrl(request: FastifyRequest, context: VdirContext): string {
  return `https://${context.originOf(request).host}${request.originalUrl}`
}

/** A `destination` or `url` that is fit for a Location header; OWA's start page for any other. */
export function safeDestination(url: string | undefined, host: string): string {
  const parsed = url !== undefined && URL.canParse(url) ? new URL(url) : undefined
  const web = parsed?.protocol === 'https:' || parsed?.protocol === 'http:'
  return web && parsed !== undefined ? parsed.href : `https://${host}/owa/`
}

/** As .NET escapes: hex digits in lower case. */
function escapeValue(text: string): string {
  return encodeURIComponent(text).replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase())
}
