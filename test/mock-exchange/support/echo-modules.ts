// Protocols that only say what reached them, so that the sites around them can be seen from outside.

import type { VdirModule } from '../../../mock-exchange/vdirs/types.ts'
import { vdirNames } from '../../../topology/schema/exchange.ts'

/** What an echo answers, as JSON. */
export interface Echo {
  readonly vdir: string
  readonly server: string
  readonly method: string
  readonly url: string
  readonly identity: string | undefined
  readonly origin: { readonly scheme: string; readonly host: string }
  readonly headers: Readonly<Record<string, string>>
  readonly bodyBytes: number
}

/** An echo at every vdir. */
export function echoModules(changed: Partial<Record<string, Partial<VdirModule>>> = {}): VdirModule[] {
  return vdirNames.map((name) => ({
    name,
    backEnd(app, context) {
      const path = `/${name.toLowerCase()}`
      app.all(`${path}/*`, async (request) => {
        let bodyBytes = 0
        for await (const chunk of request.raw) bodyBytes += chunk.length
        const user = context.identityOf(request)
        return {
          vdir: name,
          server: context.plan.host,
          method: request.method,
          url: request.originalUrl,
          identity: user && `${user.domain}\\${user.user}`,
          origin: context.originOf(request),
          headers: request.headers,
          bodyBytes,
        }
      })
    },
    ...changed[name],
  }))
}
