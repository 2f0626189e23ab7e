// Outlook, as it starts: Autodiscover, then the mailbox opened by MAPI over HTTP; again and again.

import { autodiscoverPox } from '../../outlook/autodiscover-pox.ts'
import { mapiConnect } from '../../outlook/mapi-connect.ts'
import { expectSuccess, type LoadProfile } from '../profile.ts'

export const outlook: LoadProfile = {
  name: 'outlook',
  about: 'Outlook: settings once by Autodiscover, then Connect by MAPI over HTTP, again and again',
  start(client) {
    let mailbox: { readonly url: string; readonly userDn: string } | undefined
    return async () => {
      if (mailbox === undefined) {
        const url = client.url('/autodiscover/autodiscover.xml').href
        const found = await client.run(autodiscoverPox, { url, auth: 'ntlm' })
        expectSuccess(found)
        // The service under load is the one that was named, whatever name Autodiscover gives it.
        const search = URL.parse(String(found.facts['mapiUrl'] ?? ''))?.search ?? ''
        mailbox = { url: client.url(`/mapi/emsmdb/${search}`).href, userDn: String(found.facts['legacyDn'] ?? '') }
      }
      expectSuccess(await client.run(mapiConnect, { ...mailbox, auth: 'ntlm' }))
    }
  },
}
