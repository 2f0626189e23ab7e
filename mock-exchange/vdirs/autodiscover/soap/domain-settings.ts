import { type Markup, markup } from '../../../xml/markup.ts'
import { versionOf } from '../../exchange-version.ts'
import type { VdirContext } from '../../types.ts'
import { errorParts, named, type SoapOperation, textsOf } from './operation.ts'

/** The settings that domains have ([MS-OXWSADISC] 2.2.5.3). */
const domainSettings: ReadonlyMap<string, (context: VdirContext) => string | undefined> = new Map([
  ['ExternalEwsUrl', ({ settings }: VdirContext) => settings('EWS').externalUrl],
  ['ExternalEwsVersion', ({ plan }: VdirContext) => versionOf(plan).build.join('.')],
])

/** The settings of e-mail domains ([MS-OXWSADISC] 3.1.4.1): where EWS of a domain is, whoever the user. */
export const getDomainSettings: SoapOperation = {
  name: 'GetDomainSettings',
  run(request, context) {
    const domains = textsOf(request, 'Domains', 'Domain')
    const names = [...new Set(textsOf(request, 'RequestedSettings', 'Setting'))]
    if (domains.length === 0 || names.length === 0) {
      const message = domains.length === 0 ? 'The request has no domains.' : 'The request asks for no settings.'
      return { code: 'InvalidRequest', message, response: markup`<DomainResponses i:nil="true"/>` }
    }
    const known = new Set([
      context.domain.toLowerCase(),
      ...context.users.map(({ mailbox }) => mailbox.slice(mailbox.indexOf('@') + 1).toLowerCase()),
    ])
    const responses = domains.map((domain) =>
      known.has(domain.toLowerCase()) ? domainResponse(names, context) : unknownDomain(domain),
    )
    return { response: markup`<DomainResponses>${responses}</DomainResponses>` }
  },
}

function unknownDomain(domain: string): Markup {
  const errors = errorParts('InvalidDomain', `The domain '${named(domain)}' is not an accepted domain.`)
  return markup`<DomainResponse>${errors}<DomainSettingErrors/><DomainSettings/><RedirectTarget i:nil="true"/></DomainResponse>`
}

function domainResponse(names: readonly string[], context: VdirContext): Markup {
  const values = names.map((name) => ({ name, value: domainSettings.get(name)?.(context) }))
  const settings = values.map(({ name, value }) =>
    value === undefined
      ? undefined
      : markup`<DomainSetting i:type="DomainStringSetting"><Name>${name}</Name><Value>${value}</Value></DomainSetting>`,
  )
  const errors = values
    .filter(({ value }) => value === undefined)
    .map(({ name }) => {
      const code = domainSettings.has(name) ? 'SettingIsNotAvailable' : 'InvalidSetting'
      const parts = errorParts(code, `The setting '${named(name)}' is not available.`)
      return markup`<DomainSettingError>${parts}<SettingName>${named(name)}</SettingName></DomainSettingError>`
    })
  return markup`<DomainResponse>${errorParts('NoError')}<DomainSettingErrors>${
    errors
  }</DomainSettingErrors><DomainSettings>${settings}</DomainSettings><RedirectTarget i:nil="true"/></DomainResponse>`
}
