// The settings of SOAP Autodiscover's GetUserSettings, by name ([MS-OXWSADISC] 2.2.4.7). Some exist only when a URL is
// set; those answer SettingIsNotAvailable. Names that are not in the list at all are InvalidSetting.

import type { ExchangeVersion } from '../exchange-version.ts'
import type { Account } from './account.ts'

export type SettingReader = (account: Account, version: ExchangeVersion) => string | undefined

export const userSettings: ReadonlyMap<string, SettingReader> = new Map<string, SettingReader>([
  ['UserDisplayName', ({ displayName }) => displayName],
  ['UserDN', ({ legacyDn }) => legacyDn],
  ['UserDeploymentId', ({ deploymentId }) => deploymentId],
  ['AutoDiscoverSMTPAddress', ({ address }) => address],
  ['MailboxDN', ({ databaseDn }) => databaseDn],
  ['InternalMailboxServer', ({ mailboxServer }) => mailboxServer],
  ['InternalMailboxServerDN', ({ serverDn }) => serverDn],
  ['InternalRpcClientServer', ({ mailboxServer }) => mailboxServer],
  ['InternalEwsUrl', ({ internal }) => internal.ews],
  ['ExternalEwsUrl', ({ external }) => external.ews],
  ['InternalEcpUrl', ({ internal }) => internal.ecp],
  ['ExternalEcpUrl', ({ external }) => external.ecp],
  ['InternalOABUrl', ({ internal }) => internal.oab],
  ['ExternalOABUrl', ({ external }) => external.oab],
  ['ExternalMailboxServer', ({ outlookAnywhere }) => outlookAnywhere.externalHostname],
  [
    'ExternalMailboxServerRequiresSSL',
    ({ outlookAnywhere }) => (outlookAnywhere.externalHostname === undefined ? undefined : 'True'),
  ],
  [
    'ExternalMailboxServerAuthenticationMethods',
    ({ outlookAnywhere }) => (outlookAnywhere.externalHostname === undefined ? undefined : outlookAnywhere.authPackage),
  ],
  ['CasVersion', (_, { build }) => build.join('.')],
  ['EwsSupportedSchemas', (_, { ewsRequestVersions }) => ewsRequestVersions.join(', ')],
])
