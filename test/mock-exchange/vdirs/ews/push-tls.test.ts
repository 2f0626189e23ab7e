import { once } from 'node:events'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { dialTcp } from '../../../../base/dial-tcp.ts'
import { postNotification } from '../../../../mock-exchange/vdirs/ews/notifications/push-client.ts'
import { selfSigned } from '../../support/certificates.ts'

t.test('a client behind https needs a certificate of an authority that the server trusts', async (t) => {
  const { certificate, privateKey } = selfSigned(['localhost'])
  const client = createServer({ cert: certificate, key: privateKey }, (_, response) => {
    response.end(
      '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><SendNotificationResult xmlns="http://schemas.microsoft.com/exchange/services/2006/messages"><SubscriptionStatus>OK</SubscriptionStatus></SendNotificationResult></s:Body></s:Envelope>',
    )
  }).listen(0, '127.0.0.1')
  await once(client, 'listening')
  t.teardown(() => client.close())
  const url = new URL(`https://localhost:${(client.address() as AddressInfo).port}/`)
  const post = (trust: readonly string[]) =>
    postNotification(url, '<m:Notification/>', {
      dial: (host, port, signal) => dialTcp({ host, port }, signal),
      trust,
      signal: AbortSignal.timeout(10_000),
      version: 'Exchange2013_SP1',
    })
  t.equal(await post([certificate]), 'OK')
  await t.rejects(post([]), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
})
