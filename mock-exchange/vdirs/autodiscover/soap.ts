// SOAP Autodiscover, /autodiscover/autodiscover.svc (reference/exchange-protocols.md section 2.4). GetUserSettings is
// what EWS clients ask; other operations are refused with a fault that names them.

import {
  childOf,
  childrenOf,
  descendantOf,
  type Element,
  parseXml,
  textOf,
  XmlSyntaxError,
} from '../../xml/document.ts'
import { type Markup, markup } from '../../xml/markup.ts'
import { versionOf } from '../exchange-version.ts'
import type { VdirContext } from '../types.ts'
import { accountOf } from './account.ts'
import { userSettings } from './user-settings.ts'

const soap = 'http://schemas.xmlsoap.org/soap/envelope/'
const addressing = 'http://www.w3.org/2005/08/addressing'
const namespace = 'http://schemas.microsoft.com/exchange/2010/Autodiscover'
const instance = 'http://www.w3.org/2001/XMLSchema-instance'

export interface SoapAnswer {
  readonly status: 200 | 500
  readonly body: string
}

/** Answers a request's text. */
export function answerSoap(text: string, context: VdirContext): SoapAnswer {
  const operation = readOperation(text)
  if (operation?.namespaceURI !== namespace || operation.localName !== 'GetUserSettingsRequestMessage') {
    const what =
      operation === undefined ? 'There is no operation in the message.' : `${operation.localName} is unknown.`
    return { status: 500, body: envelope(fault(what)) }
  }
  const request = childOf(operation, namespace, 'Request')
  const names = list(request, 'RequestedSettings', 'Setting').flatMap((setting) => textOf(setting) ?? [])
  const users = list(request, 'Users', 'User').map((user) => textOf(childOf(user, namespace, 'Mailbox')) ?? '')
  const responses = users.map((address) => userResponse(address, names, context))
  const body = markup`<GetUserSettingsResponseMessage xmlns="${namespace}"><Response xmlns:i="${
    instance
  }">${errorParts('NoError')}<UserResponses>${responses}</UserResponses></Response></GetUserSettingsResponseMessage>`
  return { status: 200, body: envelope(body, header(context)) }
}

function readOperation(text: string): Element | undefined {
  try {
    const envelope = parseXml(text)
    const body = childOf(envelope, soap, 'Body')
    return body && childrenOf(body)[0]
  } catch (error) {
    if (error instanceof XmlSyntaxError) return undefined
    throw error
  }
}

function list(request: Element | undefined, parent: string, child: string): Element[] {
  const holder = request && descendantOf(request, namespace, parent)
  return holder === undefined ? [] : childrenOf(holder, namespace, child)
}

function userResponse(address: string, names: readonly string[], context: VdirContext): Markup {
  const account = accountOf(address, context)
  if (account === undefined) {
    const errors = errorParts('InvalidUser', `The e-mail address '${address}' cannot be found.`)
    return markup`<UserResponse>${errors}<RedirectTarget i:nil="true"/><UserSettingErrors/><UserSettings/></UserResponse>`
  }
  const version = versionOf(context.plan)
  const values = names.map((name) => ({ name, value: userSettings.get(name)?.(account, version) }))
  const settings = values.map(({ name, value }) =>
    value === undefined
      ? undefined
      : markup`<UserSetting i:type="StringSetting"><Name>${name}</Name><Value>${value}</Value></UserSetting>`,
  )
  const missing = values.filter(({ value }) => value === undefined).map(({ name }) => settingError(name))
  return markup`<UserResponse>${errorParts('NoError')}<RedirectTarget i:nil="true"/><UserSettingErrors>${
    missing
  }</UserSettingErrors><UserSettings>${settings}</UserSettings></UserResponse>`
}

function settingError(name: string): Markup {
  const errors = userSettings.has(name)
    ? errorParts('SettingIsNotAvailable', `The setting '${name}' is not available.`)
    : errorParts('InvalidSetting', `The setting '${name}' is not known.`)
  return markup`<UserSettingError>${errors}<SettingName>${name}</SettingName></UserSettingError>`
}

function errorParts(code: string, message = ''): Markup {
  return markup`<ErrorCode>${code}</ErrorCode><ErrorMessage>${message}</ErrorMessage>`
}

function header({ plan }: VdirContext): Markup {
  const { build, ewsRequestVersions } = versionOf(plan)
  const [major, minor, buildNumber, revision] = build
  return markup`<a:Action s:mustUnderstand="1">${namespace}/Autodiscover/GetUserSettingsResponse</a:Action><h:ServerVersionInfo xmlns:h="${
    namespace
  }"><h:MajorVersion>${major}</h:MajorVersion><h:MinorVersion>${minor}</h:MinorVersion><h:MajorBuildNumber>${
    buildNumber
  }</h:MajorBuildNumber><h:MinorBuildNumber>${revision}</h:MinorBuildNumber><h:Version>${ewsRequestVersions.at(
    -1,
  )}</h:Version></h:ServerVersionInfo>`
}

function fault(text: string): Markup {
  return markup`<s:Fault><faultcode xmlns:a="http://schemas.microsoft.com/net/2005/12/windowscommunicationfoundation/dispatcher">a:ActionNotSupported</faultcode><faultstring xml:lang="en-US">${
    text
  }</faultstring></s:Fault>`
}

function envelope(body: Markup, head?: Markup): string {
  return markup`<s:Envelope xmlns:s="${soap}" xmlns:a="${addressing}">${
    head === undefined ? undefined : markup`<s:Header>${head}</s:Header>`
  }<s:Body>${body}</s:Body></s:Envelope>`.text
}
