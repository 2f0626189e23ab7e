import { type Markup, markup } from '../../xml/markup.ts'
import type { Account, ServiceUrls } from './account.ts'
import type { PoxProvider } from './pox-provider.ts'

const namespace = 'http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a'

/**
 * What Outlook and most EWS clients ask for: one `Protocol` block per way to reach the mailbox
 * (reference/exchange-protocols.md sections 2.4 and 9.2).
 */
export const outlook: PoxProvider = {
  schema: namespace,
  respond(account, client) {
    return markup`<Response xmlns="${namespace}"><User><DisplayName>${account.displayName}</DisplayName><LegacyDN>${
      account.legacyDn
    }</LegacyDN><AutoDiscoverSMTPAddress>${account.address}</AutoDiscoverSMTPAddress><DeploymentId>${
      account.deploymentId
    }</DeploymentId></User><Account><AccountType>email</AccountType><Action>settings</Action><MicrosoftOnline>False</MicrosoftOnline>${[
      exch(account),
      expr(account),
      web(account),
      ...(client.exHttp ? exHttp(account) : []),
      client.mapiHttp && account.mapiHttpEnabled ? mapiHttp(account) : undefined,
    ]}</Account></Response>`
  },
  redirect(target) {
    const action =
      target.kind === 'address'
        ? markup`<Action>redirectAddr</Action><RedirectAddr>${target.address}</RedirectAddr>`
        : markup`<Action>redirectUrl</Action><RedirectUrl>${target.url}</RedirectUrl>`
    return markup`<Response xmlns="${namespace}"><Account><AccountType>email</AccountType>${action}</Account></Response>`
  },
}

/** Inside: the mailbox as a server of its own, with the internal URLs. */
function exch(account: Account): Markup {
  return markup`<Protocol><Type>EXCH</Type><Server>${account.mailboxServer}</Server><ServerDN>${
    account.serverDn
  }</ServerDN><ServerVersion>${account.serverVersion}</ServerVersion><MdbDN>${
    account.databaseDn
  }</MdbDN><PublicFolderServer>${
    account.outlookAnywhere.internalHostname
  }</PublicFolderServer><AuthPackage>Anonymous</AuthPackage>${services(account.internal)}</Protocol>`
}

/** Outlook Anywhere from the internet; absent when it has no external host name. */
function expr({ outlookAnywhere, external }: Account): Markup | undefined {
  if (outlookAnywhere.externalHostname === undefined) return undefined
  return markup`<Protocol><Type>EXPR</Type><Server>${outlookAnywhere.externalHostname}</Server><SSL>On</SSL><AuthPackage>${
    outlookAnywhere.authPackage
  }</AuthPackage><CertPrincipalName>None</CertPrincipalName>${services(external)}</Protocol>`
}

/** Outlook Anywhere for clients that ask with ExHttpInfo, one block for each side, the internal one first. */
function exHttp({ outlookAnywhere, internal, external }: Account): Markup[] {
  const sides = [
    { host: outlookAnywhere.internalHostname, urls: internal },
    { host: outlookAnywhere.externalHostname, urls: external },
  ]
  return sides.flatMap(({ host, urls }) =>
    host === undefined
      ? []
      : markup`<Protocol><Type>EXHTTP</Type><Server>${host}</Server><SSL>On</SSL><AuthPackage>${
          outlookAnywhere.authPackage
        }</AuthPackage>${services(urls)}<ServerExclusiveConnect>On</ServerExclusiveConnect></Protocol>`,
  )
}

function web({ internal, external, owaAuthentication }: Account): Markup {
  const side = (name: string, type: string, { owa, ews }: ServiceUrls): Markup | undefined =>
    owa === undefined
      ? undefined
      : markup`<${name}><OWAUrl AuthenticationMethod="${owaAuthentication}">${owa}</OWAUrl><Protocol><Type>${
          type
        }</Type>${element('ASUrl', ews)}</Protocol></${name}>`
  return markup`<Protocol><Type>WEB</Type>${side('Internal', 'EXCH', internal)}${side('External', 'EXPR', external)}</Protocol>`
}

function mapiHttp({ internal, external }: Account): Markup {
  const end = (name: string, inside: string | undefined, outside: string | undefined): Markup =>
    markup`<${name}>${element('InternalUrl', inside)}${element('ExternalUrl', outside)}</${name}>`
  return markup`<Protocol Type="mapiHttp" Version="1">${end('MailStore', internal.mapiStore, external.mapiStore)}${end(
    'AddressBook',
    internal.mapiAddressBook,
    external.mapiAddressBook,
  )}</Protocol>`
}

function services({ ews, ecp, oab }: ServiceUrls): Markup[] {
  return [
    element('ASUrl', ews),
    element('EwsUrl', ews),
    element('EmwsUrl', ews),
    element('EcpUrl', ecp),
    element('OOFUrl', ews),
    element('OABUrl', oab),
  ].flatMap((part) => part ?? [])
}

function element(name: string, text: string | undefined): Markup | undefined {
  return text === undefined ? undefined : markup`<${name}>${text}</${name}>`
}
