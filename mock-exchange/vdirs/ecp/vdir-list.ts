import { vdirNames } from '../../../topology/schema/exchange.ts'
import { frontEndPools } from '../../iis/app-pools.ts'
import { type ManagedServer, managedServers } from '../../management/servers.ts'
import { type Markup, markup } from '../../xml/markup.ts'
import type { AdminRoute, EcpCall } from './call.ts'
import { serversNamed } from './call.ts'
import { ecpNote } from './notes.ts'
import { buttonForm, ecpPage } from './shell.ts'
import { authenticationWords, pendingSettings, sslWords } from './vdir-words.ts'

/** The virtual directories of all servers, or of the one of `server=`. */
export const vdirList: AdminRoute = {
  path: '/ecp/vdirs',
  page(call) {
    const chosen = call.query.get('server') ?? '*'
    const all = managedServers(call.context.clock)
    const options = [
      { value: '*', text: 'All servers' },
      ...all.map(({ plan }) => ({ value: plan.host, text: plan.fqdn })),
    ]
    const content = markup`<h1>virtual directories</h1>
<form class="bar" method="get" action="/ecp/vdirs"><label for="server">Select server:</label>
<select id="server" name="server">${options.map(
      ({ value, text }) =>
        markup`<option value="${value}"${value === chosen ? markup` selected` : undefined}>${text}</option>`,
    )}</select> <button type="submit">show</button></form>
<table id="vdirs"><thead><tr>${['Name', 'Server', 'URLs', 'Require SSL', 'Authentication', 'State'].map(
      (name) => markup`<th scope="col">${name}</th>`,
    )}</tr></thead>
<tbody>${serversNamed(call, chosen).flatMap((server) => vdirNames.map((vdir) => row(call, server, vdir)))}</tbody></table>`
    return ecpPage(call, { title: 'virtual directories', tab: 'vdirs', content, note: ecpNote(call.query.get('note')) })
  },
}

function row(call: EcpCall, server: ManagedServer, vdir: (typeof vdirNames)[number]): Markup {
  const { plan, configuration } = server
  const set = configuration.asSet(vdir)
  const edit = `/ecp/vdirs/edit?${new URLSearchParams({ server: plan.host, vdir })}`
  const pending = pendingSettings(set, configuration.settings(vdir))
  const mrs = vdir === 'EWS' && set.mrsProxyEnabled ? markup`<br><span class="tag">MRS Proxy</span>` : undefined
  const pool = frontEndPools[vdir]
  const state =
    pending.length === 0
      ? markup`in effect`
      : markup`<p><span class="tag">changed</span> ${pending.join(', ')}: in effect after recycle of ${pool} or iisreset</p>${buttonForm(
          call,
          '/ecp/servers/recycle',
          `recycle ${pool}`,
          { server: plan.host, pool, back: 'vdirs' },
        )}`
  const url = (name: string, text: string | undefined): Markup | undefined =>
    text === undefined
      ? undefined
      : markup`<p><span class="muted">${name}</span> <span class="${name}">${text}</span></p>`
  return markup`<tr data-server="${plan.host}" data-vdir="${vdir}"><th scope="row"><a href="${edit}">${vdir}</a> <span class="hidden">(Default Web Site)</span>${
    mrs
  }</th><td>${plan.host}</td><td>${url('internal', set.internalUrl)}${url('external', set.externalUrl)}</td><td class="ssl">${sslWords(
    set,
  )}</td><td>${authenticationWords(set)}</td><td class="state">${state}</td></tr>\n`
}
