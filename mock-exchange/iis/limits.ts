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
export function maxBodyBytes(vdir: VdirName | undefined): number {
  return (vdir && raised[vdir]) ?? byDefault
}

/** Longest path, in characters (maxUrlLength of web.config; reference exchange-protocols.md 1.3 and failure 34). */
const pathLimits: Partial<Readonly<Record<VdirName, number>>> = { owa: 500, EWS: 2_048 }
/** Longest query of OWA and ECP, in characters: .NET's maxQueryStringLength (failure 24: `url=` nested in `url=`). */
const queryLimit = 2_048

/** Why ASP.NET refuses a URL with 400; undefined when it does not. */
export function tooLongUrl(vdir: VdirName | undefined, url: string): string | undefined {
  const [path = '', query = ''] = url.split(/\?(.*)/s)
  const limit = vdir && pathLimits[vdir]
  if (limit !== undefined && path.length > limit) return `the path is longer than maxUrlLength, ${limit} characters`
  if ((vdir === 'owa' || vdir === 'ecp') && query.length > queryLimit) {
    return `the query is longer than maxQueryStringLength, ${queryLimit} characters`
  }
  return undefined
}
