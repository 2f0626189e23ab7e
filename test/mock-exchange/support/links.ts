import { createLink } from '../../../base/link.ts'
import type { Link } from '../../../base/vantage-point.ts'
import type { MockSocket } from '../../../mock-exchange/types.ts'

/** A network within the process, in which every server that was added reaches every other. */
export function createLinks(): { readonly link: Link; add(sockets: readonly MockSocket[]): void } {
  const accepts = new Map<string, MockSocket['accept']>()
  return {
    link(address, port) {
      const accept = accepts.get(`${address}:${port}`)
      if (accept === undefined) throw Object.assign(new Error('nothing listens there'), { code: 'ECONNREFUSED' })
      const [opening, accepting] = createLink('192.168.16.1')
      accept(accepting)
      return opening
    },
    add(sockets) {
      for (const { endpoint, accept } of sockets) accepts.set(`${endpoint.address}:${endpoint.port}`, accept)
    },
  }
}
