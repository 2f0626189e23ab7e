import * as z from 'zod'
import { vdirNames, vdirSettings } from '../../topology/schema/exchange.ts'
import type { StepKind } from './types.ts'
import { checkExchangeHosts, exchangeHost, exchangeServers, listOf } from './vocabulary.ts'

const vdir = z.enum(vdirNames)

const options = vdirSettings
  .extend({
    host: exchangeHost,
    vdir: z.union([vdir, z.array(vdir).min(1)]).describe('a virtual directory, or several'),
    site: z
      .enum(['Default Web Site', 'Exchange Back End'])
      .default('Default Web Site')
      .describe('IIS site; Microsoft says to leave Exchange Back End alone, and only its sslFlags can be set here'),
  })
  .describe('settings of virtual directories, as IIS Manager, appcmd or Set-…VirtualDirectory set them')

const settingNames = Object.keys(vdirSettings.shape)

export const configureStep: StepKind<typeof options> = {
  name: 'configure',
  about:
    'Sets something on a virtual directory. As in IIS, it is in effect only after `recycle` of its application pool or `iisreset`.',
  example: '- configure: { host: [cas1, cas2], vdir: owa, sslFlags: None }',
  options,
  title({ host, vdir, site, ...settings }) {
    const values = Object.entries(settings).map(([name, value]) => `${name} ${listOf(String(value))}`)
    const where = site === 'Default Web Site' ? '' : ` of ${site}`
    return `${listOf(host)}: ${values.join(', ')} on ${listOf(vdir)}${where}`
  },
  check({ host, vdir, site, ...settings }, scope) {
    checkExchangeHosts(host, scope, ['configure', 'host'])
    const set = Object.keys(settings)
    if (set.length === 0) scope.problem(['configure'], `nothing is set; add one of ${settingNames.join(', ')}`)
    const strange = set.filter((name) => name !== 'sslFlags')
    if (site === 'Exchange Back End' && strange.length > 0) {
      scope.problem(['configure', strange[0] ?? ''], 'of Exchange Back End only sslFlags can be set')
    }
    if (settings.mrsProxyEnabled !== undefined && [vdir].flat().some((name) => name !== 'EWS')) {
      scope.problem(['configure', 'mrsProxyEnabled'], 'MRSProxy belongs to the vdir EWS')
    }
  },
  async run({ host, vdir, site, ...settings }, { lab }) {
    for (const server of exchangeServers(lab, host)) {
      for (const name of [vdir].flat()) {
        if (site === 'Default Web Site') server.setVdir(name, defined(settings))
        else if (settings.sslFlags !== undefined) server.setBackEndSslFlags(name, settings.sslFlags)
      }
    }
    return { summary: 'set; in effect after recycle or iisreset', values: {}, trace: [] }
  },
}

/** The members that are there: `exactOptionalPropertyTypes` tells absent from undefined. */
function defined<T extends object>(settings: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as {
    [Key in keyof T]?: Exclude<T[Key], undefined>
  }
}
