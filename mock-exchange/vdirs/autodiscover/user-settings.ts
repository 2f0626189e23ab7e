// The settings of SOAP Autodiscover's GetUserSettings, by name ([MS-OXWSADISC] 2.2.4.7). Some exist only when a URL is
// set, some never on a server without unified messaging, public folders or SharePoint; those answer
// SettingIsNotAvailable. Names that are not in the list at all are InvalidSetting.

import { type Markup, markup } from '../../xml/markup.ts'
import type { ExchangeVersion } from '../exchange-version.ts'
import type { Account, ServiceUrls } from './account.ts'

/** The content of a `UserSetting` of another type than StringSetting, after its `Name`. */
interface TypedSetting {
  readonly type: string
  readonly content: Markup
}

/** Gives a setting's value; undefined when there is none. */
export type SettingReader = (account: Account, version: ExchangeVersion) => string | TypedSetting | undefined

/** Pages of ECP that have a URL of their own, with what follows `/ecp/` (as Exchange 2013 gives them). */
const ecpPages = {
  Voicemail: '?p=customize/voicemail.aspx&exsvurl=1',
  EmailSubscriptions: '?p=personalsettings/EmailSubscriptions.slab&exsvurl=1',
  TextMessaging: '?p=sms/textmessaging.slab&exsvurl=1',
  DeliveryReport: 'PersonalSettings/DeliveryReport.aspx?exsvurl=1&IsOWA=<IsOWA>&MsgID=<MsgID>&Mbx=<Mbx>',
  RetentionPolicyTags: '?p=organize/retentionpolicytags.slab&exsvurl=1',
  Publishing: 'customize/calendarpublishing.slab?exsvurl=1&FldID=<FldID>',
  Photo: 'PersonalSettings/EditAccount.aspx?chgPhoto=1&exsvurl=1',
  Connect: 'Connect/Main.aspx?exsvurl=1&Provider=<Provider>&Action=<Action>',
  TeamMailbox: '?ftr=TeamMailbox&exsvurl=1',
  TeamMailboxCreating: '?ftr=TeamMailboxCreating&SPUrl=<SPUrl>&Title=<Title>&SPTMAppUrl=<SPTMAppUrl>&exsvurl=1',
  TeamMailboxEditing: '?ftr=TeamMailboxEditing&Id=<Id>&exsvurl=1',
  TeamMailboxHiding: '?ftr=TeamMailboxHiding&Id=<Id>&Action=<Action>&exsvurl=1',
  ExtensionInstallation: 'Extension/InstalledExtensions.slab?rfr=owa&p=InstalledExtensions&exsvurl=1',
} as const

/** In the list of names, and never to be had here. */
const unavailable = [
  'ActiveDirectoryServer',
  'AlternateMailboxes',
  'DocumentSharingLocations',
  'EwsPartnerUrl',
  'ExternalImap4Connections',
  'ExternalPop3Connections',
  'ExternalSmtpConnections',
  'ExternalUMUrl',
  'GroupingInformation',
  'InternalImap4Connections',
  'InternalPop3Connections',
  'InternalSmtpConnections',
  'InternalUMUrl',
  'InteropExternalEwsUrl',
  'InteropExternalEwsVersion',
  'MobileMailboxPolicy',
  'PublicFolderInformation',
  'RedirectUrl',
  'SiteMailboxCreationURL',
  'SPMySiteHostURL',
]

const published =
  (value: SettingReader): SettingReader =>
  (account, version) =>
    account.outlookAnywhere.externalHostname === undefined ? undefined : value(account, version)

const anywhere: readonly [string, SettingReader][] = [
  ['ExternalMailboxServer', ({ outlookAnywhere }) => outlookAnywhere.externalHostname],
  ['ExternalMailboxServerRequiresSSL', published(() => 'True')],
  ['ExternalMailboxServerAuthenticationMethods', published(({ outlookAnywhere }) => outlookAnywhere.authPackage)],
  ['ExternalServerExclusiveConnect', published(() => 'On')],
  ['ExchangeRpcUrl', ({ outlookAnywhere: { externalHostname: host } }) => host && `https://${host}/rpc/rpcproxy.dll`],
  ['CertPrincipalName', published(() => 'None')],
]

/** The settings that there are for either side. */
function sideSettings(
  side: 'Internal' | 'External',
  urls: (account: Account) => ServiceUrls,
): [string, SettingReader][] {
  const ecp: [string, SettingReader][] = Object.entries(ecpPages).map(([page, rest]) => [
    `${side}Ecp${page}Url`,
    (account) => below(urls(account).ecp, rest),
  ])
  return [
    [`${side}EwsUrl`, (account) => urls(account).ews],
    [`${side}EmwsUrl`, (account) => urls(account).ews],
    [`${side}EcpUrl`, (account) => urls(account).ecp],
    [`${side}OABUrl`, (account) => urls(account).oab],
    [`${side}PhotosUrl`, (account) => below(urls(account).ews, '/s/GetUserPhoto')],
    [`${side}WebClientUrls`, (account) => webClient(urls(account).owa, account)],
    ...ecp,
  ]
}

export const userSettings: ReadonlyMap<string, SettingReader> = new Map<string, SettingReader>([
  ['UserDisplayName', ({ displayName }) => displayName],
  ['UserDN', ({ legacyDn }) => legacyDn],
  ['UserDeploymentId', ({ deploymentId }) => deploymentId],
  ['UserMSOnline', () => 'False'],
  ['AutoDiscoverSMTPAddress', ({ address }) => address],
  ['MailboxDN', ({ databaseDn }) => databaseDn],
  ['MailboxVersion', (_, { build }) => build.join('.')],
  ['InternalMailboxServer', ({ mailboxServer }) => mailboxServer],
  ['InternalMailboxServerDN', ({ serverDn }) => serverDn],
  ['InternalRpcClientServer', ({ mailboxServer }) => mailboxServer],
  ['InternalServerExclusiveConnect', () => 'Off'],
  ['PublicFolderServer', ({ outlookAnywhere }) => outlookAnywhere.internalHostname],
  ...anywhere,
  ...sideSettings('Internal', ({ internal }) => internal),
  ...sideSettings('External', ({ external }) => external),
  ...Object.entries(ecpPages).map(([page, rest]): [string, SettingReader] => [`Ecp${page}UrlFragment`, () => rest]),
  ['MapiHttpEnabled', ({ mapiHttpEnabled }) => (mapiHttpEnabled ? 'True' : 'False')],
  ['CrossOrganizationSharingEnabled', () => 'False'],
  ['ShowGalAsDefaultView', () => 'True'],
  ['CasVersion', (_, { build }) => build.join('.')],
  ['EwsSupportedSchemas', (_, { ewsRequestVersions }) => ewsRequestVersions.join(', ')],
  ...unavailable.map((name): [string, SettingReader] => [name, () => undefined]),
])

function below(url: string | undefined, rest: string): string | undefined {
  return url === undefined ? undefined : url + rest
}

function webClient(url: string | undefined, { owaAuthentication }: Account): TypedSetting | undefined {
  if (url === undefined) return undefined
  return {
    type: 'WebClientUrlCollectionSetting',
    content: markup`<WebClientUrls><WebClientUrl><AuthenticationMethods>${
      owaAuthentication
    }</AuthenticationMethods><Url>${url}</Url></WebClientUrl></WebClientUrls>`,
  }
}
