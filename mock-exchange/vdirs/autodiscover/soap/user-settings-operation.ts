import { childOf, textOf } from '../../../xml/document.ts'
import { type Markup, markup } from '../../../xml/markup.ts'
import { versionOf } from '../../exchange-version.ts'
import type { VdirContext } from '../../types.ts'
import { type Account, lookUp } from '../account.ts'
import { userSettings } from '../user-settings.ts'
import { autodiscoverNamespace, elementsOf, errorParts, named, type SoapOperation, textsOf } from './operation.ts'

/** Users that one request may name: MaxUsersPerGetUserSettingsRequest of Exchange's web.config [recalled]. */
const mostUsers = 90

/** The settings of users, each by name ([MS-OXWSADISC] 3.1.4.3). */
export const getUserSettings: SoapOperation = {
  name: 'GetUserSettings',
  run(request, context) {
    const names = [...new Set(textsOf(request, 'RequestedSettings', 'Setting'))]
    const users = elementsOf(request, 'Users', 'User').map(
      (user) => textOf(childOf(user, autodiscoverNamespace, 'Mailbox')) ?? '',
    )
    const refuse = (message: string) =>
      ({ code: 'InvalidRequest', message, response: markup`<UserResponses i:nil="true"/>` }) as const
    if (users.length === 0) return refuse('The request has no users.')
    if (users.length > mostUsers) return refuse(`The request names more than ${mostUsers} users.`)
    if (names.length === 0) return refuse('The request asks for no settings.')
    const responses = users.map((address) => userResponse(address, names, context))
    return { response: markup`<UserResponses>${responses}</UserResponses>` }
  },
}

function userResponse(address: string, names: readonly string[], context: VdirContext): Markup {
  const found = lookUp(address, context)
  if (found.kind === 'account') return settingsOf(found.account, names, context)
  if (found.kind === 'unknown') {
    return without(errorParts('InvalidUser', `The e-mail address '${named(address)}' cannot be found.`))
  }
  const target = found.kind === 'address' ? found.address : found.url
  const code = found.kind === 'address' ? 'RedirectAddress' : 'RedirectUrl'
  return without(errorParts(code, `Redirection to '${target}'.`), target)
}

function without(errors: Markup, target?: string): Markup {
  const redirect = target === undefined ? noTarget : markup`<RedirectTarget>${target}</RedirectTarget>`
  return markup`<UserResponse>${errors}${redirect}<UserSettingErrors/><UserSettings/></UserResponse>`
}

const noTarget = markup`<RedirectTarget i:nil="true"/>`

function settingsOf(account: Account, names: readonly string[], context: VdirContext): Markup {
  const version = versionOf(context.plan)
  const values = names.map((name) => ({ name, value: userSettings.get(name)?.(account, version) }))
  const settings = values.map(({ name, value }) => {
    if (value === undefined) return undefined
    const type = typeof value === 'string' ? 'StringSetting' : value.type
    const content = typeof value === 'string' ? markup`<Value>${value}</Value>` : value.content
    return markup`<UserSetting i:type="${type}"><Name>${name}</Name>${content}</UserSetting>`
  })
  const missing = values.filter(({ value }) => value === undefined).map(({ name }) => settingError(name))
  return markup`<UserResponse>${errorParts('NoError')}${noTarget}<UserSettingErrors>${
    missing
  }</UserSettingErrors><UserSettings>${settings}</UserSettings></UserResponse>`
}

function settingError(name: string): Markup {
  const errors = userSettings.has(name)
    ? errorParts('SettingIsNotAvailable', `The setting '${name}' is not available.`)
    : errorParts('InvalidSetting', `The setting '${named(name)}' is not known.`)
  return markup`<UserSettingError>${errors}<SettingName>${named(name)}</SettingName></UserSettingError>`
}
