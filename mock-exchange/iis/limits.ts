// How much a request may have before IIS refuses it (request filtering), and ASP.NET behind it.

import type { VdirName } from '../../topology/schema/exchange.ts'

/** IIS's own maxAllowedContentLength, in bytes. */
const byDefault = 30_000_000

/** Where Exchange raises it (web.config of the vdirs; reference exchange-protocols.md 1.2 and 1.3). */
const raised: Partial<Readonly<Record<VdirName, number>>> = {
  owa: 35_000_000,
  ecp: 35_000_000,
  EWS: 67_108_864,
  mapi: 2_147_483_648,
  Rpc: 2_147_483_648,
}

/** Longest body that IIS lets through by its Content-Length; what is longer gets 404.13. */
function maxBodyBytes(vdir: VdirName | undefined): number {
  return (vdir && raised[vdir]) ?? byDefault
}

/** maxUrl and maxQueryString of IIS's request filtering, characters (reference exchange-protocols.md 1.3). */
const maxUrl = 4_096
const maxQueryString = 2_048

/** maxUrlLength of ASP.NET where Exchange's web.config sets it, characters of the path (same section). */
const maxUrlLength: Partial<Readonly<Record<VdirName, number>>> = { owa: 500, EWS: 2_048 }

/** What IIS says to a request that is too long. */
export interface TooLong {
  readonly status: 400 | 404
  /** 404.13 body, 404.14 URL, 404.15 query; ASP.NET's 400 has none. */
  readonly subStatus?: 13 | 14 | 15
  readonly detail: string
}

/** Holds a request against the limits of its vdir. @param target as the client wrote it */
export function tooLong(target: string, contentLength: number, vdir: VdirName | undefined): TooLong | undefined {
  const [path = '', ...rest] = target.split('?')
  const query = rest.join('?')
  const longest = maxBodyBytes(vdir)
  if (contentLength > longest) {
    return {
      status: 404,
      subStatus: 13,
      detail: `the body is longer than maxAllowedContentLength, ${longest} bytes`,
    }
  }
  if (path.length > maxUrl) {
    return { status: 404, subStatus: 14, detail: `the URL is longer than maxUrl, ${maxUrl} characters` }
  }
  if (query.length > maxQueryString && (vdir === 'owa' || vdir === 'ecp')) {
    // ASP.NET's maxQueryStringLength: where `url=` is nested in `url=` until it breaks (failure 24 of the reference).
    return { status: 400, detail: `the query is longer than maxQueryStringLength, ${maxQueryString} characters` }
  }
  if (query.length > maxQueryString) {
    const detail = `the query is longer than maxQueryString, ${maxQueryString} characters`
    return { status: 404, subStatus: 15, detail }
  }
  const pathLimit = vdir && maxUrlLength[vdir]
  if (pathLimit !== undefined && path.length > pathLimit) {
    return { status: 400, detail: `the URL is longer than maxUrlLength of ${vdir}, ${pathLimit} characters` }
  }
  return undefined
}
