import type { ServerResponse } from 'node:http'
import { markup } from '../xml/markup.ts'

/** Cookies are expired 30 years in the past (reference exchange-protocols.md 1.7). */
const past = 30 * 365 * 86_400_000

/**
 * Answers 302 with the page of ASP.NET (reference exchange-protocols.md 1.6) and is done.
 * @param clear names of cookies to expire
 */
export function sendRedirect(response: ServerResponse, location: string, clear: readonly string[] = []): void {
  const body =
    markup`<html><head><title>Object moved</title></head><body>\r\n<h2>Object moved to <a href="${location}">here</a>.</h2>\r\n</body></html>\r\n`
      .text
  response.statusCode = 302
  response.setHeader('Cache-Control', 'no-cache')
  response.setHeader('Pragma', 'no-cache')
  response.setHeader('Location', location)
  clearCookies(response, clear)
  response.setHeader('Content-Type', 'text/html; charset=utf-8')
  response.setHeader('Content-Length', Buffer.byteLength(body))
  response.end(body)
}

/**
 * Answers with a status, its reason and no body, and is done.
 * @param clear names of cookies to expire
 */
export function sendStatus(response: ServerResponse, status: number, reason: string, clear: readonly string[]): void {
  response.statusCode = status
  response.statusMessage = reason
  response.setHeader('Cache-Control', 'no-cache')
  clearCookies(response, clear)
  response.setHeader('Content-Length', 0)
  response.end()
}

function clearCookies(response: ServerResponse, names: readonly string[]): void {
  if (names.length === 0) return
  const expires = new Date(Date.now() - past).toUTCString()
  response.setHeader(
    'Set-Cookie',
    names.map((name) => `${name}=; expires=${expires}; path=/; secure; HttpOnly`),
  )
}
