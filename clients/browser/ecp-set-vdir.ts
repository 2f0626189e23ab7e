import * as z from 'zod'
import { extendedProtection, vdirNames } from '../../topology/schema/exchange.ts'
import { identifier, webUrl } from '../../topology/schema/values.ts'
import { defineAction } from '../define-action.ts'
import { serviceUrl } from '../options.ts'
import { BrowserSession, inBrowser, type ShownPage } from './browser-session.ts'
import { vdirLines } from './ecp-vdirs.ts'
import { ecpSite } from './owa-site.ts'

const options = z.strictObject({
  url: serviceUrl('/ecp/'),
  vdir: z.enum(vdirNames).describe('the virtual directory'),
  server: identifier.optional().describe('the one server whose settings are to change; all of them when absent'),
  requireSsl: z.boolean().optional().describe('the box "Require SSL"'),
  mrsProxyEnabled: z.boolean().optional().describe('the box "Enable MRS Proxy endpoint", of EWS'),
  extendedProtection: extendedProtection.optional().describe('Extended Protection for Authentication'),
  internalUrl: webUrl.optional().describe('the internal URL'),
  externalUrl: webUrl.optional().describe('the external URL'),
  recycle: z.boolean().default(true).describe('whether the application pool is then recycled on that page too'),
})

export const ecpSetVdir = defineAction({
  name: 'ecp.set-vdir',
  about:
    'An administrator changes a virtual directory in the Exchange admin center, of one server or of all, and recycles its application pool; logs on first unless the session is. Facts: user, landedOn, url, logOnPage, cookies, secureCookies, changed (servers whose settings wait for a recycle), recycled (servers whose pool was recycled); reason or loop when it fails.',
  options,
  act: (run, { url, vdir, server, recycle, ...wanted }) =>
    inBrowser(async () => {
      const browser = new BrowserSession(run, ecpSite(run, url))
      const start = await browser.enter()
      const list = await browser.open(new URL('/ecp/vdirs', start.url))
      const line = vdirLines(list).find((one) => one.vdir === vdir && (server === undefined || one.server === server))
      if (line === undefined) return run.failed(`The admin center lists no ${vdir} of ${server ?? 'any server'}.`)
      const edit = await browser.open(new URL(line.href, list.url))
      const form = edit.html.forms.find(({ id }) => id === 'vdir')
      if (form === undefined) return run.failed(`The page ${edit.url.pathname} has no form for a virtual directory.`)
      const saved = await browser.send(edit, form, {
        ...boxes(wanted),
        ...(wanted.extendedProtection === undefined ? {} : { extendedProtection: wanted.extendedProtection }),
        ...(wanted.internalUrl === undefined ? {} : { internalUrl: wanted.internalUrl }),
        ...(wanted.externalUrl === undefined ? {} : { externalUrl: wanted.externalUrl }),
        ...(server === undefined ? { apply: '*' } : {}),
      })
      const [problem] = saved.html.byClass('alert')
      if (problem !== undefined) return run.failed(`It was not saved: ${saved.html.textOf(problem)}`)
      const changed = pendingServers(saved, vdir)
      const recycled = recycle ? await recycleAll(browser, saved, vdir) : []
      return run.ok(`${vdir} was changed in the admin center.`, {
        changed: changed.join(', '),
        recycled: recycled.join(', '),
      })
    }),
})

function boxes(wanted: {
  readonly requireSsl?: boolean | undefined
  readonly mrsProxyEnabled?: boolean | undefined
}): Record<string, string | undefined> {
  const values: Record<string, string | undefined> = {}
  for (const name of ['requireSsl', 'mrsProxyEnabled'] as const) {
    if (wanted[name] !== undefined) values[name] = wanted[name] ? '1' : undefined
  }
  return values
}

function pendingServers(page: ShownPage, vdir: string): string[] {
  return vdirLines(page)
    .filter((line) => line.vdir === vdir && line.pending)
    .map(({ server }) => server)
}

/** Presses the button beside each directory that waits for a recycle. */
async function recycleAll(browser: BrowserSession, first: ShownPage, vdir: string): Promise<string[]> {
  const done: string[] = []
  let page = first
  for (const server of pendingServers(first, vdir)) {
    const row = page.html
      .elements('tr', page.html.byId('vdirs'))
      .find(({ attribs }) => attribs['data-server'] === server && attribs['data-vdir'] === vdir)
    const [form] = row === undefined ? [] : page.html.formsIn(row)
    if (form === undefined) browser.stop(`There is no button to recycle the application pool of ${vdir} on ${server}.`)
    page = await browser.send(page, form, {})
    if (pendingServers(page, vdir).includes(server)) browser.stop(`${server} did not take up its settings for ${vdir}.`)
    done.push(server)
  }
  return done
}
