import { endpointText } from '../../../base/endpoint-text.ts'
import type { Step } from '../step.ts'
import { connectHost } from './connect.ts'
import { resolveHost } from './resolve.ts'
import { testTls } from './tls.ts'

/** Endpoints that a probe has gone through already: a second service on the same host is not tested twice. */
export type KnownEndpoints = Set<string>

/** Steps: the name, the port, and over https the certificate of a URL's host. @throws StepFailure */
export async function testEndpoint(parent: Step, url: URL, known: KnownEndpoints = new Set()): Promise<void> {
  const secure = url.protocol === 'https:'
  const port = Number(url.port) || (secure ? 443 : 80)
  const key = `${url.hostname}:${port}`
  if (known.has(key)) return
  const addresses = await resolveHost(parent, url.hostname)
  const { socket, address } = await connectHost(parent, url.hostname, addresses, port)
  try {
    if (secure) (await testTls(parent, socket, url.hostname, endpointText({ address, port }))).destroy()
    known.add(key)
  } finally {
    socket.destroy()
  }
}
