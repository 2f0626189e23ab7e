// The short pages of IIS, as a client that is not on the server itself gets them. Titles and sentences are IIS's (reference
// exchange-protocols.md 1.5); the page around them is written for the lab.

import type { ServerResponse } from 'node:http'

interface Page {
  readonly status: number
  readonly title: string
  readonly text: string
}

const pages = {
  badRequest: {
    status: 400,
    title: 'Bad Request',
    text: 'The length of the URL for this request exceeds the configured maxUrlLength value.',
  },
  forbidden: {
    status: 403,
    title: '403 - Forbidden: Access is denied.',
    text: 'You do not have permission to view this directory or page using the credentials that you supplied.',
  },
  notFound: {
    status: 404,
    title: '404 - File or directory not found.',
    text: 'The resource you are looking for might have been removed, had its name changed, or is temporarily unavailable.',
  },
  methodNotAllowed: {
    status: 405,
    title: '405 - HTTP verb used to access this page is not allowed.',
    text: 'The page you are looking for cannot be displayed because an invalid method (HTTP verb) was used to attempt access.',
  },
  internalError: {
    status: 500,
    title: '500 - Internal server error.',
    text: 'There is a problem with the resource you are looking for, and it cannot be displayed.',
  },
} as const satisfies Record<string, Page>

/** Answers with one of IIS's own pages and is done. */
export function sendPage(response: ServerResponse, name: keyof typeof pages): void {
  const { status, title, text } = pages[name]
  const body = `<!DOCTYPE html>\r\n<html><head><title>${title}</title></head>\r\n<body><div><h1>Server Error</h1></div>\r\n<h2>${title}</h2>\r\n<h3>${text}</h3>\r\n</body></html>\r\n`
  response.statusCode = status
  response.setHeader('Content-Type', 'text/html')
  response.setHeader('Content-Length', Buffer.byteLength(body))
  response.end(body)
}

/** Answers with a status and no body at all, as the front end of Exchange does. */
export function sendEmpty(response: ServerResponse, status: number): void {
  response.statusCode = status
  response.setHeader('Content-Length', 0)
  response.end()
}
