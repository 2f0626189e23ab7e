// Outlook Web App (reference/exchange-protocols.md section 2.1): forms logon on the front end, the pages behind it.
//
//   front end  /owa/auth/logon.aspx · auth.owa · logoff.owa · auth/errorFE.aspx · auth/<build>/… (styles)
//   back end   owa/back-end.ts

import { versionOf } from './exchange-version.ts'
import { setHeaders } from './headers.ts'
import { errorPage } from './owa/error-page.ts'
import { answerLogoff, answerLogonForm, cookieProbe } from './owa/logon-form.ts'
import { logonFolder, logonPage, logonReasons } from './owa/logon-page.ts'
import { logonUrl, safeDestination } from './owa/logon-urls.ts'
import { queryOf } from './owa/query.ts'
import { logOnByCookies } from './owa/session.ts'
import { versionHeader } from './owa/version-header.ts'
import { readBodies } from './raw-body.ts'
import type { VdirModule } from './types.ts'
import { sendHtml } from './web/html-answer.ts'
import { serveResources } from './web/resources.ts'
import { logonIcon, logonStyles } from './web/theme.ts'

/** Bytes; a logon form has some hundred. */
const logonFormLimit = 65_536

export const owa: VdirModule = {
  name: 'owa',
  logOn: logOnByCookies,
  isPublic: (path) => path.startsWith('/owa/auth/'),
  frontEnd(app, context) {
    readBodies(app, logonFormLimit)
    const version = versionOf(context.plan)
    app.addHook('onSend', async (_request, reply) => versionHeader(reply, context))
    app.get('/owa/auth/logon.aspx', (request, reply) => {
      const query = queryOf(request)
      const destination = safeDestination(query.get('url') ?? undefined, context.originOf(request).host)
      const page = logonPage({ destination, reason: query.get('reason') ?? logonReasons.none, version })
      // The real page's script does this; so it works without scripts as well.
      return sendHtml(setHeaders(reply, { 'Set-Cookie': `${cookieProbe}=0; path=/; secure` }), page)
    })
    app.post('/owa/auth.owa', (request, reply) => answerLogonForm(request, reply, context))
    app.get('/owa/auth.owa', (request, reply) => {
      const { host } = context.originOf(request)
      return reply.redirect(logonUrl(host, `https://${host}/owa/`, logonReasons.none), 302)
    })
    for (const path of ['/owa/logoff.owa', '/owa/auth/logoff.aspx']) {
      app.get(path, (request, reply) => answerLogoff(request, reply, context))
    }
    app.get('/owa/auth/errorfe.aspx', (request, reply) =>
      sendHtml(reply, errorPage(queryOf(request).get('httpCode') ?? '500', version)),
    )
    serveResources(app, logonFolder(version), [logonStyles, logonIcon])
  },
  async backEnd(app, context) {
    const { owaBackEnd } = await import('./owa/back-end.ts')
    owaBackEnd(app, context)
  },
}
