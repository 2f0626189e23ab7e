import * as z from 'zod'
import { defineAction } from '../define-action.ts'
import { serviceUrl } from '../options.ts'
import { BrowserSession, inBrowser, type ShownPage } from './browser-session.ts'
import { ecpSite } from './owa-site.ts'

/** A line of the admin center's list of virtual directories. */
export interface VdirLine {
  readonly server: string
  readonly vdir: string
  readonly requireSsl: boolean
  /** What is set is not in effect yet. */
  readonly pending: boolean
  readonly mrsProxy: boolean
  /** Address of the page where it is changed. */
  readonly href: string
}

/** The list on a page. */
export function vdirLines({ html }: ShownPage): VdirLine[] {
  return html.elements('tr', html.byId('vdirs')).flatMap((row) => {
    const { 'data-server': server, 'data-vdir': vdir } = row.attribs
    const href = html.elements('a', row)[0]?.attribs['href']
    if (server === undefined || vdir === undefined || href === undefined) return []
    const said = (name: string): string => html.textOf(html.byClass(name, row)[0])
    const tags = html.byClass('tag', row).map((tag) => html.textOf(tag))
    return [
      {
        server,
        vdir,
        requireSsl: said('ssl') === 'Yes',
        pending: tags.includes('changed'),
        mrsProxy: tags.includes('MRS Proxy'),
        href,
      },
    ]
  })
}

export const ecpVdirs = defineAction({
  name: 'ecp.vdirs',
  about:
    'An administrator reads the list of virtual directories in the Exchange admin center; logs on first unless the session is. Facts: user, landedOn, url, logOnPage, cookies, secureCookies, servers, vdirs (how many), requireSsl, mrsProxy, pending (each a list such as cas1/EWS); reason or loop when it fails.',
  options: z.strictObject({ url: serviceUrl('/ecp/') }),
  act: (run, { url }) =>
    inBrowser(async () => {
      const browser = new BrowserSession(run, ecpSite(run, url))
      const start = await browser.enter()
      const page = await browser.open(new URL('/ecp/vdirs', start.url))
      const lines = vdirLines(page)
      const list = (wanted: (line: VdirLine) => boolean): string =>
        lines
          .filter(wanted)
          .map(({ server, vdir }) => `${server}/${vdir}`)
          .join(', ')
      const servers = [...new Set(lines.map(({ server }) => server))].join(', ')
      return run.ok(`The admin center lists ${lines.length} virtual directories of ${servers}.`, {
        servers,
        vdirs: lines.length,
        requireSsl: list(({ requireSsl }) => requireSsl),
        mrsProxy: list(({ mrsProxy }) => mrsProxy),
        pending: list(({ pending }) => pending),
      })
    }),
})
