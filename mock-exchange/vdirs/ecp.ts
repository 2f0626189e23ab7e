// Exchange Control Panel (reference/exchange-protocols.md section 2.2): OWA's logon, a page of its own.

import { randomUUID } from 'node:crypto'
import { markup } from '../xml/markup.ts'
import { readCookies } from './cookies.ts'
import { buildText, versionOf } from './exchange-version.ts'
import { setHeaders } from './headers.ts'
import { logOnByCookies } from './owa/session.ts'
import type { VdirContext, VdirModule } from './types.ts'

export const ecp: VdirModule = {
  name: 'ecp',
  logOn: logOnByCookies,
  backEnd(app, context) {
    for (const path of ['/ecp', '/ecp/']) {
      app.get(path, (request, reply) => {
        const user = context.identityOf(request)
        if (user === undefined) return reply.code(401).send()
        const canary = readCookies(request.headers.cookie).get('msexchecpcanary') ?? randomUUID().replaceAll('-', '')
        return setHeaders(reply, {
          'Cache-Control': 'private, no-store',
          'Set-Cookie': `msExchEcpCanary=${canary}; path=/ecp; secure; HttpOnly`,
        })
          .type('text/html; charset=utf-8')
          .send(page(`${user.domain}\\${user.user}`, context))
      })
    }
  },
}

function page(account: string, { plan }: VdirContext): string {
  const resources = `/ecp/${buildText(versionOf(plan).build)}`
  return `<!DOCTYPE html>${markup`
<html><head><title>Options - Outlook Web App</title>
<link rel="stylesheet" href="${resources}/themes/default/main_default.css">
</head><body><p>Signed in as ${account}.</p></body></html>`}`
}
