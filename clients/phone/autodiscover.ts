// Where a phone finds its server: Autodiscover's schema for mobile devices ([MS-ASCMD] 2.2.1.1).
//
//   https://<domain>/autodiscover/… ─▶ https://autodiscover.<domain>/… ─▶ http://autodiscover.<domain>/… leads to

import { escapeMarkup } from '../../base/escape-markup.ts'
import { CauseError } from '../../base/failure-cause.ts'
import type { ActionRun } from '../action-run.ts'
import { type AuthenticationScheme, redirectOf } from '../http/index.ts'
import { answered, placeOf, quoted } from '../words.ts'
import { firstNamed, parseXml, textOf } from '../xml.ts'
import { userAgent } from './device.ts'

const schemas = 'http://schemas.microsoft.com/exchange/autodiscover/mobilesync'
const path = '/autodiscover/autodiscover.xml'
const mostRedirects = 10

/** The URL of the server, or what went wrong at each place. */
export type FoundServer = { readonly url: URL; readonly askedAt: URL } | { readonly log: string }

/** Looks for the server of an address. */
export async function findServer(run: ActionRun, address: string, scheme: AuthenticationScheme): Promise<FoundServer> {
  const domain = address.split('@').at(-1) ?? ''
  const log: string[] = []
  for (const start of [`https://${domain}${path}`, `https://autodiscover.${domain}${path}`]) {
    const found = await attempt(run, new URL(start), address, scheme)
    if (typeof found !== 'string') return found
    log.push(found)
  }
  const led = await redirectFrom(run, new URL(`http://autodiscover.${domain}${path}`))
  if (typeof led === 'string') return { log: [...log, led].join('; ') }
  const found = await attempt(run, led, address, scheme)
  return typeof found === 'string' ? { log: [...log, found].join('; ') } : found
}

async function attempt(run: ActionRun, start: URL, address: string, scheme: AuthenticationScheme) {
  let url = start
  try {
    for (let redirects = 0; redirects <= mostRedirects; redirects++) {
      if (url.protocol !== 'https:') return `${placeOf(url)} is not https, and credentials do not go there`
      const response = await run.send({ ...request(url, address), scheme, account: run.user })
      const target = redirectOf(response)
      if (target !== undefined) {
        url = target
        continue
      }
      if (response.status !== 200) return answered(response)
      const root = parseXml(response.body, `The answer of ${placeOf(url)}`)
      const server = firstNamed(root, 'Server')
      const found = server && textOf(server, 'Url')
      if (found !== undefined && URL.canParse(found)) return { url: new URL(found), askedAt: url }
      return `${placeOf(url)} knows no server: ${quoted(textOf(root, 'Message') ?? 'no message')}`
    }
    return `${placeOf(start)} redirects more than ${mostRedirects} times`
  } catch (error) {
    run.context.signal.throwIfAborted()
    if (error instanceof CauseError) return quoted(error.message)
    throw error
  }
}

async function redirectFrom(run: ActionRun, url: URL): Promise<URL | string> {
  try {
    const response = await run.send({ url, headers: [['User-Agent', userAgent]] })
    return redirectOf(response) ?? `${answered(response)} and no redirect`
  } catch (error) {
    run.context.signal.throwIfAborted()
    if (error instanceof CauseError) return quoted(error.message)
    throw error
  }
}

function request(url: URL, address: string) {
  const schema = `<AcceptableResponseSchema>${schemas}/responseschema/2006</AcceptableResponseSchema>`
  const body = `<?xml version="1.0" encoding="utf-8"?><Autodiscover xmlns="${schemas}/requestschema/2006"><Request><EMailAddress>${escapeMarkup(address)}</EMailAddress>${schema}</Request></Autodiscover>`
  return {
    url,
    method: 'POST',
    headers: [
      ['User-Agent', userAgent],
      ['Content-Type', 'text/xml'],
    ] as const,
    body: Buffer.from(body),
  }
}
