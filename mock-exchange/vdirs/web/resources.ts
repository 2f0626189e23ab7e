// Style sheets and scripts of the pages. They lie in folders that name the build, so that browsers can keep them.

import type { FastifyInstance, FastifyReply } from 'fastify'
import { setHeaders } from '../headers.ts'

/** A file of a page, by the name that follows the folder. */
export interface PageResource {
  readonly name: string
  readonly type: 'text/css' | 'application/javascript' | 'image/svg+xml'
  readonly text: string
}

/** Serves files below a folder, for a month each. @param folder in lower case: `/owa/auth/15.0.1497.2` */
export function serveResources(app: FastifyInstance, folder: string, resources: readonly PageResource[]): void {
  for (const { name, type, text } of resources) {
    app.get(`${folder}/${name}`.toLowerCase(), (_request, reply) => send(reply, type, text))
  }
}

function send(reply: FastifyReply, type: PageResource['type'], text: string): FastifyReply {
  return setHeaders(reply, { 'Cache-Control': 'public, max-age=2592000', 'X-Content-Type-Options': 'nosniff' })
    .type(`${type}; charset=utf-8`)
    .send(text)
}
