// The servers: Outlook Anywhere of each, its application pools, and IIS as a whole.

import { dnsName } from '../../../topology/schema/values.ts'
import { backEndPools, frontEndPools } from '../../iis/app-pools.ts'
import { type ManagedServer, managedServers } from '../../management/servers.ts'
import { type Markup, markup } from '../../xml/markup.ts'
import { canaryField } from '../web/canary.ts'
import { type AdminRoute, type EcpCall, EcpNotFound, serverNamed, serversNamed } from './call.ts'
import { ecpNote } from './notes.ts'
import { buttonForm, ecpPage } from './shell.ts'

const pools = [...new Set([...Object.values(frontEndPools), ...Object.values(backEndPools)])].sort()

export const serverList: AdminRoute = {
  path: '/ecp/servers',
  page: (call) => serversPage(call),
}

function serversPage(call: EcpCall, problem?: string): Markup {
  const content = markup`<h1>servers</h1>
${problem === undefined ? undefined : markup`<p class="alert" role="alert">${problem}</p>`}
<div class="bar">${buttonForm(call, '/ecp/servers/iisreset', 'iisreset on all servers', { server: '*' })}</div>
${managedServers(call.context.clock).map((server) => section(call, server))}`
  return ecpPage(call, { title: 'servers', tab: 'servers', content, note: ecpNote(call.query.get('note')) })
}

function section(call: EcpCall, { plan, configuration }: ManagedServer): Markup {
  const { directory, iis } = configuration.outlookAnywhereAsSet()
  const { sslOffloading } = configuration.outlookAnywhere()
  const waits =
    directory !== iis
      ? 'set in Active Directory; the service host carries it to IIS within 15 minutes'
      : iis === configuration.outlookAnywhere()
        ? 'in effect'
        : `set in IIS; in effect after recycle of ${frontEndPools.Rpc} or iisreset`
  const id = (name: string): string => `${name}-${plan.host}`
  return markup`<section data-server="${plan.host}"><h2>${plan.fqdn}</h2>
<p class="muted">Exchange ${plan.version}, ${plan.roles.join(', ')}, ${plan.address}</p>
<form class="fields" method="post" action="/ecp/servers/outlook-anywhere">${canaryField(call)}<input type="hidden" name="server" value="${plan.host}">
<fieldset><legend>Outlook Anywhere</legend>
<label for="${id('external')}">External host name:</label><input type="text" id="${id('external')}" name="externalHostname" value="${directory.externalHostname}">
<label for="${id('internal')}">Internal host name:</label><input type="text" id="${id('internal')}" name="internalHostname" value="${directory.internalHostname}">
<p class="check"><input type="checkbox" id="${id('offloading')}" name="sslOffloading" value="1"${
    directory.sslOffloading ? markup` checked` : undefined
  }><label for="${id('offloading')}">Allow SSL offloading</label></p>
<p class="muted">SSL offloading is ${sslOffloading ? 'on' : 'off'} now; the settings are ${waits}.</p>
<button type="submit">save</button></fieldset></form>
<div class="bar"><form method="post" action="/ecp/servers/recycle">${canaryField(call)}<input type="hidden" name="server" value="${plan.host}">
<label class="hidden" for="${id('pool')}">Application pool</label><select id="${id('pool')}" name="pool">${pools.map(
    (pool) => markup`<option>${pool}</option>`,
  )}</select> <button type="submit">recycle</button></form>
${buttonForm(call, '/ecp/servers/iisreset', 'iisreset', { server: plan.host })}</div>
</section>`
}

/** Set-OutlookAnywhere. */
export const outlookAnywhere: AdminRoute = {
  path: '/ecp/servers/outlook-anywhere',
  submit(call, form) {
    const { configuration } = serverNamed(call, form.get('server'))
    const external = (form.get('externalHostname') ?? '').trim() || undefined
    const internal = (form.get('internalHostname') ?? '').trim()
    if (!dnsName.safeParse(internal).success || (external !== undefined && !dnsName.safeParse(external).success)) {
      return serversPage(call, 'A host name is not valid. Write it as mail.contoso.com.')
    }
    const { directory } = configuration.outlookAnywhereAsSet()
    const sslOffloading = form.get('sslOffloading') === '1'
    const same =
      external === directory.externalHostname &&
      internal === directory.internalHostname &&
      sslOffloading === directory.sslOffloading
    if (same) return '/ecp/servers?note=unchanged'
    configuration.setOutlookAnywhere({ sslOffloading, externalHostname: external, internalHostname: internal })
    return '/ecp/servers?note=directory'
  },
}

/** Recycles one pool of one server, or of all. */
export const recycle: AdminRoute = {
  path: '/ecp/servers/recycle',
  submit(call, form) {
    const pool = pools.find((one) => one === form.get('pool'))
    if (pool === undefined) throw new EcpNotFound('There is no such application pool.')
    for (const server of serversNamed(call, form.get('server'))) call.afterAnswer(() => server.recycle(pool))
    return `/ecp/${form.get('back') === 'vdirs' ? 'vdirs' : 'servers'}?note=recycled`
  },
}

export const iisreset: AdminRoute = {
  path: '/ecp/servers/iisreset',
  submit(call, form) {
    for (const server of serversNamed(call, form.get('server'))) call.afterAnswer(() => server.iisreset())
    return '/ecp/servers?note=reset'
  },
}
