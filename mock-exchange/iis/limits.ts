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
