// Applications that open the Inbox over EWS, again and again.

import { ewsGetFolder } from '../../outlook/ews-get-folder.ts'
import { expectSuccess, type LoadProfile } from '../profile.ts'

export const ews: LoadProfile = {
  name: 'ews',
  about: 'applications: GetFolder on the Inbox over one NTLM connection, again and again',
  start: (client) => async () => {
    expectSuccess(await client.run(ewsGetFolder, { url: client.url('/EWS/Exchange.asmx').href, auth: 'ntlm' }))
  },
}
