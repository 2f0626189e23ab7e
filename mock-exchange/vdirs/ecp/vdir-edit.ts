// One virtual directory: its URLs, its boxes. Saving writes what was changed on this page, and only that, to one server or to
// all, so that one server's other settings do not spread.

import type { VdirPlan } from '../../../topology/lab-plan.ts'
import { requiresSsl } from '../../../topology/plan/exchange-defaults.ts'
import {
  type AuthenticationMethod,
  authenticationMethod,
  extendedProtection,
  type SslFlags,
  type VdirName,
  vdirNames,
} from '../../../topology/schema/exchange.ts'
import { webUrl } from '../../../topology/schema/values.ts'
import { frontEndPools } from '../../iis/app-pools.ts'
import type { ManagedServer } from '../../management/servers.ts'
import { type Markup, markup } from '../../xml/markup.ts'
import { canaryField } from '../web/canary.ts'
import type { SentForm } from '../web/form-data.ts'
import { type AdminRoute, type EcpCall, EcpNotFound, serverNamed, serversNamed } from './call.ts'
import { ecpPage } from './shell.ts'
import { authenticationNames, pendingSettings } from './vdir-words.ts'

type Change = Parameters<ManagedServer['configuration']['setVdir']>[1]

const editPath = '/ecp/vdirs/edit'

export const vdirEdit: AdminRoute = {
  path: editPath,
  page(call) {
    const server = serverNamed(call, call.query.get('server') ?? undefined)
    return editPage(call, server, vdirNamed(call.query.get('vdir') ?? undefined))
  },
  submit(call, form) {
    const server = serverNamed(call, form.get('server'))
    const vdir = vdirNamed(form.get('vdir'))
    const change = readChange(form, server.configuration.asSet(vdir))
    if (typeof change === 'string') return editPage(call, server, vdir, change)
    for (const one of serversNamed(call, form.get('apply') === '*' ? '*' : server.plan.host)) {
      one.configuration.setVdir(vdir, change)
    }
    return `/ecp/vdirs?note=${Object.keys(change).length === 0 ? 'unchanged' : 'saved'}`
  },
}

/** @throws EcpNotFound */
function vdirNamed(name: string | undefined): VdirName {
  const vdir = vdirNames.find((one) => one === name)
  if (vdir === undefined) throw new EcpNotFound('There is no such virtual directory.')
  return vdir
}

function editPage(call: EcpCall, { plan, configuration }: ManagedServer, vdir: VdirName, problem?: string): Markup {
  const set = configuration.asSet(vdir)
  const pending = pendingSettings(set, configuration.settings(vdir))
  const box = (name: string, label: string, checked: boolean, value = '1'): Markup => {
    const id = `${name}-${value}`
    return markup`<p class="check"><input type="checkbox" id="${id}" name="${name}" value="${value}"${
      checked ? markup` checked` : undefined
    }><label for="${id}">${label}</label></p>\n`
  }
  const url = (name: string, label: string, value: string | undefined): Markup =>
    markup`<label for="${name}">${label}:</label><input type="text" id="${name}" name="${name}" value="${value}">\n`
  const content = markup`<h1>${vdir} (Default Web Site) on ${plan.host}</h1>
${problem === undefined ? undefined : markup`<p class="alert" role="alert">${problem}</p>`}
${
  pending.length === 0
    ? undefined
    : markup`<p class="note">Set but not yet in effect: ${pending.join(', ')}. Recycle ${frontEndPools[vdir]}, or restart IIS.</p>`
}
<form class="fields" id="vdir" method="post" action="${editPath}">${canaryField(call)}
<input type="hidden" name="server" value="${plan.host}"><input type="hidden" name="vdir" value="${vdir}">
<fieldset><legend>general</legend>
${url('internalUrl', 'Internal URL', set.internalUrl)}
${url('externalUrl', 'External URL', set.externalUrl)}
${vdir === 'EWS' ? box('mrsProxyEnabled', 'Enable MRS Proxy endpoint', set.mrsProxyEnabled) : undefined}</fieldset>
<fieldset><legend>SSL settings (IIS)</legend>
${box('requireSsl', 'Require SSL', requiresSsl(set.sslFlags))}</fieldset>
<fieldset><legend>authentication</legend>
${methodsOf(vdir).map((method) => box('auth', authenticationNames[method], set.authentication.includes(method), method))}
<label for="extendedProtection">Extended Protection (IIS):</label>
<select id="extendedProtection" name="extendedProtection">${extendedProtection.options.map(
    (value) => markup`<option${value === set.extendedProtection ? markup` selected` : undefined}>${value}</option>`,
  )}</select></fieldset>
<label for="apply">Apply to:</label>
<select id="apply" name="apply"><option value="${plan.host}">this server</option><option value="*">all servers of the organization</option></select>
<p class="bar"><button class="primary" type="submit">save</button><a class="button" href="/ecp/vdirs">cancel</a></p>
</form>`
  return ecpPage(call, { title: `${vdir} on ${plan.host}`, tab: 'vdirs', content })
}

/** Forms are OWA's and ECP's own. */
function methodsOf(vdir: VdirName): readonly AuthenticationMethod[] {
  return authenticationMethod.options.filter((method) => method !== 'forms' || vdir === 'owa' || vdir === 'ecp')
}

/** What the form says otherwise than it is set, or what is wrong with it. */
function readChange(form: SentForm, set: VdirPlan): Change | string {
  const internalUrl = (form.get('internalUrl') ?? '').trim()
  const externalUrl = (form.get('externalUrl') ?? '').trim() || undefined
  if (!webUrl.safeParse(internalUrl).success)
    return 'The internal URL is not valid. Write it as https://mail.contoso.com/owa.'
  if (externalUrl !== undefined && !webUrl.safeParse(externalUrl).success) {
    return 'The external URL is not valid. Write it as https://mail.contoso.com/owa.'
  }
  const authentication = methodsOf(set.name).filter((method) => form.all('auth').includes(method))
  const ordered = (methods: readonly AuthenticationMethod[]): string => [...methods].sort().join()
  const sslFlags = flagsFor(form.get('requireSsl') === '1', set.sslFlags)
  const protection = extendedProtection.safeParse(form.get('extendedProtection')).data ?? set.extendedProtection
  const mrsProxyEnabled = set.name === 'EWS' && form.get('mrsProxyEnabled') === '1'
  return {
    ...(internalUrl === set.internalUrl ? {} : { internalUrl }),
    ...(externalUrl === set.externalUrl ? {} : { externalUrl }),
    ...(ordered(authentication) === ordered(set.authentication) ? {} : { authentication }),
    ...(sslFlags === set.sslFlags ? {} : { sslFlags }),
    ...(protection === set.extendedProtection ? {} : { extendedProtection: protection }),
    ...(mrsProxyEnabled === set.mrsProxyEnabled ? {} : { mrsProxyEnabled }),
  }
}

/** The box in IIS Manager sets or clears `Ssl`; flags that already say so stay as they are. */
function flagsFor(required: boolean, present: SslFlags): SslFlags {
  if (required === requiresSsl(present)) return present
  return required ? 'Ssl' : 'None'
}
