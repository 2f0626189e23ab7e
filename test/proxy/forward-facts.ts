import type { RawHeaders } from '../../http1/index.ts'
import type { ForwardFacts } from '../../proxy/headers/index.ts'

/** The facts of a plain GET over TLS from 203.0.113.9:50000, with these client headers behind Host. */
export function forwardFacts(headers: RawHeaders = [], changes: Partial<ForwardFacts> = {}): ForwardFacts {
  return {
    headers: [['Host', 'mail.contoso.test'], ...headers],
    method: 'GET',
    target: '/owa/?x=1',
    host: 'mail.contoso.test',
    clientAddress: '203.0.113.9',
    clientPort: 50_000,
    tls: {
      serverName: 'mail.contoso.test',
      cipher: 'TLS_AES_256_GCM_SHA384',
      certificateBits: 2_048,
      issuer: 'CN=Lab CA',
      subject: 'CN=mail.contoso.test',
      names: ['mail.contoso.test'],
      client: undefined,
    },
    trustedPeer: false,
    upgrade: false,
    expectContinue: false,
    framing: { kind: 'none' },
    ...changes,
  }
}
