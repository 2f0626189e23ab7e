import { refusedWords } from '../../certificate-words.ts'
import { listenerCertificates, serverCertificate, serversShown } from '../look/certificates.ts'
import { reachedFromAnywhere } from '../look/network.ts'
import type { CheckRule, Spot } from '../types.ts'

export const certificateRefused: CheckRule = {
  id: 'BH-CERTIFICATE-REFUSED',
  severity: 'error',
  title: 'A certificate that clients refuse',
  explanation:
    "Clients trust the lab's public authority only, and check the dates. Phones and Outlook Anywhere do not even offer to go on with a certificate that they cannot verify.",
  wayOut: 'Issue the certificate with issuer: public-ca and expires: valid, which are the defaults.',
  *find({ plan }) {
    const refused = new Map<string, Spot>()
    for (const edge of plan.edges) {
      for (const [index, listener] of edge.listeners.entries()) {
        for (const { label, refusedAs } of listenerCertificates(plan, listener) ?? []) {
          const path = ['edges', edge.name, 'listeners', index, 'tls', 'certificates']
          if (refusedAs !== undefined) refused.set(label, { path, message: refusedWords(label, refusedAs) })
        }
      }
      for (const { host } of edge.rules) {
        if (host === undefined) continue
        const servers = reachedFromAnywhere(plan, host, 443).flatMap((each) => serversShown(plan, each, host))
        for (const server of servers) {
          const { label, refusedAs } = serverCertificate(plan, server) ?? {}
          if (label === undefined || refusedAs === undefined) continue
          refused.set(label, { path: ['hosts', server.host, 'certificate'], message: refusedWords(label, refusedAs) })
        }
      }
    }
    yield* refused.values()
  },
}
