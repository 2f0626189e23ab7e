// No client goes on behind a certificate that it does not accept, and each says what is wrong with it.

import t from 'tap'
import { createAuthority, createKeyStore, issue } from '../../certs/index.ts'
import { optionsAt, tlsActions } from './every-action.ts'
import { createRawWorld } from './raw-server.ts'
import { runAction } from './run.ts'

const origin = 'https://mail.contoso.com'
const names = ['mail.contoso.com']
const daysAgo = (days: number): Date => new Date(Date.now() - days * 86_400_000)

const certificates = [
  {
    cause: 'tls-name-mismatch',
    shown: ({ authority }) => issue(authority, { names: ['cas1.contoso.com'], slot: 'test another name' }),
    sentence: /shows for mail\.contoso\.com is for cas1\.contoso\.com, not for mail\.contoso\.com\b/,
    trusted: true,
  },
  {
    cause: 'tls-expired',
    shown: ({ authority }) => issue(authority, { names, validFrom: daysAgo(30), validTo: daysAgo(1) }),
    sentence: /is expired or not yet valid \(\d{4}-.* to \d{4}-.*\)/,
    trusted: false,
  },
  {
    cause: 'tls-untrusted',
    shown: async () => {
      const stranger = await createAuthority({ commonName: 'A Stranger', keyStore: createKeyStore() })
      return issue(stranger, { names, slot: 'test certificate-refused' })
    },
    sentence: /is signed by .*A Stranger, which is not trusted here/,
    trusted: false,
  },
] satisfies readonly {
  cause: string
  shown: Parameters<typeof createRawWorld>[1]
  sentence: RegExp
  trusted: boolean
}[]

for (const { cause, shown, sentence, trusted } of certificates) {
  t.test(cause, async (t) => {
    let requests = 0
    await using world = await createRawWorld(() => requests++, shown)
    for (const name of tlsActions) {
      const result = await runAction(name, world.context(), optionsAt(name, origin))
      t.match(result, { ok: false, cause, status: undefined, summary: sentence, certificate: { trusted } }, name)
    }
    t.equal(requests, 0, 'not a byte of a request was sent')
  })
}
