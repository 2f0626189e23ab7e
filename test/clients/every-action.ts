// Every client action with the least options that lead it to one place, for what must hold of all of them.

import { clientActions } from '../../clients/index.ts'

/** Names of the actions that can be told where to go; Outlook's own look for their servers by Autodiscover. */
export const placedActions: readonly string[] = [...clientActions.keys()].filter((name) => !name.startsWith('outlook.'))

/** Names of the actions that speak HTTP; `tls.inspect` and `smtp.send` do not. */
export const httpActions: readonly string[] = placedActions.filter(
  (name) => name !== 'tls.inspect' && name !== 'smtp.send',
)

/** Names of the actions that begin with TLS; `smtp.send` comes to it later. */
export const tlsActions: readonly string[] = placedActions.filter((name) => name !== 'smtp.send')

/** Names of the actions that log on to Exchange by NTLM or Negotiate when asked to. */
export const windowsActions: readonly string[] = httpActions.filter(
  (name) => !/^(owa|ecp|rwa)\./.test(name) && name !== 'rdg.connect',
)

/** Options of an action that asks the given origin and nobody else. */
export function optionsAt(name: string, origin: string): Readonly<Record<string, unknown>> {
  const { hostname, port } = new URL(origin)
  switch (name) {
    case 'tls.inspect':
      return { host: hostname, port: Number(port) || 443 }
    case 'ecp.set-vdir':
      return { url: origin, vdir: 'owa', requireSsl: false }
    case 'smtp.send':
      return { server: hostname, port: Number(port) || 25, to: ['alice@contoso.com'] }
    case 'autodiscover.pox':
      return { url: `${origin}/autodiscover/autodiscover.xml` }
    case 'autodiscover.search':
      return {
        lastKnownGood: `${origin}/autodiscover/autodiscover.xml`,
        excludeScpLookup: true,
        excludeHttpsRootDomain: true,
        excludeHttpsAutoDiscoverDomain: true,
        excludeHttpRedirect: true,
        excludeSrvRecord: true,
      }
    case 'activesync.send':
      return { url: origin, to: 'bob@contoso.com' }
    case 'ews.send':
      return { url: origin, to: 'alice@contoso.com' }
    case 'oab.download':
      return { url: `${origin}/OAB/4b2f0d4e-0000-4000-8000-000000000001/` }
    case 'rdg.connect':
      return { url: origin, host: 'pc' }
    case 'mailbox-mover.move':
      // The mailbox is to be there for the other actions.
      return { url: origin, suspendWhenReadyToComplete: true, patience: 0 }
    case 'outlook.create':
      return { kind: 'task', subject: 'By Outlook' }
    case 'outlook.connect':
    case 'outlook.list':
    case 'outlook.notified':
    case 'outlook.send':
      return {}
    default:
      return { url: origin }
  }
}
