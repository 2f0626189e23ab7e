import * as z from 'zod'
import { accountName } from '../account-name.ts'
import { defineAction } from '../define-action.ts'
import { serviceUrl } from '../options.ts'
import { logOnByForm } from './forms-log-on.ts'
import { ecpSite } from './owa-site.ts'

export const ecpLogOn = defineAction({
  name: 'ecp.logon',
  about:
    'A browser opens the Exchange Control Panel and logs on by the form of Outlook Web App. Facts as of owa.logon, without version.',
  options: z.strictObject({ url: serviceUrl('/ecp/') }),
  async act(run, { url }) {
    const outcome = await logOnByForm(run, ecpSite(run, url))
    if ('failed' in outcome) return outcome.failed
    return run.ok(`${accountName(run.user)} is logged on to the Exchange Control Panel.`)
  },
})
