import * as z from 'zod'
import { accountName } from '../account-name.ts'
import { defineAction } from '../define-action.ts'
import { headerValue } from '../http/index.ts'
import { serviceUrl } from '../options.ts'
import { logOnByForm } from './forms-log-on.ts'

export const rwaLogOn = defineAction({
  name: 'rwa.logon',
  about:
    'A browser opens Remote Web Access of Windows Server Essentials and logs on. Facts: user, landedOn, url, logOnPage, cookies, secureCookies; reason or loop when it fails.',
  options: z.strictObject({ url: serviceUrl('/remote') }),
  async act(run, { url }) {
    const outcome = await logOnByForm(run, {
      site: 'Remote Web Access',
      start: url,
      cookiePrefix: '',
      isInside: ({ url: landed, headers }) =>
        /^\/remote(\/|$)/i.test(landed.pathname) && /^text\/html/i.test(headerValue(headers, 'content-type') ?? ''),
    })
    if ('failed' in outcome) return outcome.failed
    return run.ok(`${accountName(run.user)} is logged on to Remote Web Access.`)
  },
})
