// Browsers that log on to Outlook Web App, each time as a new one.

import { owaLogOn } from '../../browser/owa-logon.ts'
import { expectSuccess, type LoadProfile } from '../profile.ts'

export const owa: LoadProfile = {
  name: 'owa',
  about: 'browsers: log-on to Outlook Web App by the form, and the first page, again and again',
  start: (client) => async () => {
    // Without the cookies of the round before, or it would be logged on already.
    client.session.cookies.clear()
    expectSuccess(await client.run(owaLogOn, { url: client.url('/owa/').href }))
  },
}
