import { TLSSocket } from 'node:tls'
import * as z from 'zod'
import { dnsName, ipAddress, port } from '../../topology/schema/values.ts'
import { defineAction } from '../define-action.ts'
import { connectTo } from '../http/connect.ts'

export const tlsInspect = defineAction({
  name: 'tls.inspect',
  about:
    'A TLS handshake and nothing more: which certificate is shown for a name, and whether clients accept it. Facts: subject, issuer, names, validFrom, validTo, trusted, protocol.',
  options: z.strictObject({
    host: z.union([dnsName, ipAddress]).describe('host to connect to'),
    port: port.default(443).describe('TCP port'),
    name: dnsName.optional().describe('name asked for (SNI) and looked for in the certificate; the host when absent'),
  }),
  async act(run, { host, port, name = host }) {
    const socket = await connectTo(
      run.context.from,
      { host, port, tls: { servername: name } },
      {
        signal: run.context.signal,
        onCertificate: (certificate) => {
          run.certificate = certificate
          run.note({
            subject: certificate.subject,
            issuer: certificate.issuer,
            names: certificate.names.join(', '),
            validFrom: certificate.validFrom,
            validTo: certificate.validTo,
            trusted: certificate.trusted,
          })
        },
      },
    )
    const protocol = (socket instanceof TLSSocket ? socket.getProtocol() : null) ?? ''
    socket.destroy()
    return run.ok(`${host}:${port} shows a certificate for ${name} that clients accept.`, { protocol })
  },
})
