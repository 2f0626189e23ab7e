// Application pools: the worker processes of IIS. A virtual directory lives in one; recycling it ends what it holds.

import { failure } from '../../base/errors.ts'
import type { VdirName } from '../../topology/schema/exchange.ts'

/** Pool of each vdir of the Default Web Site (reference exchange-protocols.md section 1.2). The site's root is in OWA's. */
export const frontEndPools: Readonly<Record<VdirName, string>> = {
  owa: 'MSExchangeOWAAppPool',
  ecp: 'MSExchangeECPAppPool',
  EWS: 'MSExchangeServicesAppPool',
  Autodiscover: 'MSExchangeAutodiscoverAppPool',
  'Microsoft-Server-ActiveSync': 'MSExchangeSyncAppPool',
  OAB: 'MSExchangeOABAppPool',
  mapi: 'MSExchangeMapiFrontEndAppPool',
  Rpc: 'MSExchangeRpcProxyFrontEndAppPool',
  PowerShell: 'MSExchangePowerShellFrontEndAppPool',
}

/**
 * Pool of each vdir of Exchange Back End: the same one, but for three protocols (same section). The address book of
 * MAPI over HTTP has a pool of its own, which `addressBookPool` names.
 */
export const backEndPools: Readonly<Record<VdirName, string>> = {
  ...frontEndPools,
  mapi: 'MSExchangeMapiMailboxAppPool',
  Rpc: 'MSExchangeRpcProxyAppPool',
  PowerShell: 'MSExchangePowerShellAppPool',
}

/** Pool of `/mapi/nspi` of Exchange Back End. */
export const addressBookPool = 'MSExchangeMapiAddressBookAppPool'

/** The pools of one server. */
export interface AppPools extends Disposable {
  /** Ends what the pool holds and starts it anew. @throws BH_ERR_NO_SUCH_POOL */
  recycle(pool: string): void
  recycleAll(): void
  /** Stops a pool; the answer starts it again. Stopped twice, it wants to be started twice. */
  stop(pool: string): () => void
  isStopped(pool: string): boolean
  /** Aborted when the pool's present worker process ends. */
  signalOf(pool: string): AbortSignal
  /** The name as IIS spells it: names ignore case. @throws BH_ERR_NO_SUCH_POOL */
  spelled(pool: string): string
}

/** All pools of a server, running. */
export function createAppPools(): AppPools {
  const names = [...new Set([...Object.values(frontEndPools), ...Object.values(backEndPools), addressBookPool])]
  const workers = new Map<string, AbortController>()
  const stops = new Map<string, number>()

  const spelled = (pool: string): string => {
    const known = names.find((name) => name.toLowerCase() === pool.toLowerCase())
    if (known === undefined) throw failure('BH_ERR_NO_SUCH_POOL', { pool, known: names.join(', ') })
    return known
  }
  const worker = (pool: string): AbortController => {
    const name = spelled(pool)
    const present = workers.get(name) ?? new AbortController()
    workers.set(name, present)
    return present
  }
  const end = (pool: string): void => {
    const ended = worker(pool)
    workers.delete(spelled(pool))
    ended.abort()
  }

  return {
    recycle: end,
    recycleAll: () => names.forEach(end),
    stop(pool) {
      const name = spelled(pool)
      stops.set(name, (stops.get(name) ?? 0) + 1)
      end(name)
      let started = false
      return () => {
        if (started) return
        started = true
        stops.set(name, (stops.get(name) ?? 1) - 1)
      }
    },
    isStopped: (pool) => (stops.get(spelled(pool)) ?? 0) > 0,
    signalOf: (pool) => worker(pool).signal,
    spelled,
    [Symbol.dispose]: () => names.forEach(end),
  }
}
