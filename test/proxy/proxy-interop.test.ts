// The PROXY protocol between the edge and HAProxy, whose protocol it is.

import t from 'tap'
import { writeProxyHeader } from '../../proxy/proxy-protocol/index.ts'
import { farmOn, startTestEdge } from './edge-lab.ts'
import { haproxy, haproxyDefaults, notInstalled, startProxy } from './other-proxies.ts'
import { textServer, wireTo } from './wire.ts'

const get = 'GET / HTTP/1.1\r\nHost: mail.test\r\n\r\n'
const ends = {
  source: { address: '198.51.100.7', port: 50_000 },
  destination: { address: '203.0.113.10', port: 443 },
}
const six = { ...ends, source: { address: '2001:db8::7', port: 50_000 } }

const skip = notInstalled(haproxy)

for (const version of ['v1', 'v2'] as const) {
  t.test(`HAProxy tells the edge, ${version}`, { skip }, async (t) => {
    await using server = await textServer(() => 'ok')
    await using lab = await startTestEdge({ farms: { cas: [server.port] }, proxyFrom: ['127.0.0.1'] })
    const send = version === 'v1' ? 'send-proxy' : 'send-proxy-v2 proxy-v2-options unique-id,crc32c'
    await using other = await startProxy(
      haproxy,
      (port) => `${haproxyDefaults}listen front
  bind 127.0.0.1:${port}
  unique-id-format %pid-%rt
  server edge 127.0.0.1:${lab.port} ${send} check inter 50ms
`,
    )
    const client = await wireTo(other.port)
    const { localPort } = client.socket
    t.equal((await client.send(get).message()).body, 'ok')
    t.match(await lab.record(), { status: 200, edge: { client: { address: '127.0.0.1', port: localPort } } })
    client.socket.destroy()
  })

  t.test(`the edge tells HAProxy, ${version}`, { skip }, async (t) => {
    await using other = await startProxy(
      haproxy,
      (port) => `${haproxyDefaults}frontend back
  bind 127.0.0.1:${port} accept-proxy
  http-request return status 200 content-type text/plain lf-string "%[src] %[src_port] %[dst] %[dst_port]"
`,
    )
    const cas = farmOn('cas', [other.port], { proxyProtocol: version })
    await using lab = await startTestEdge({ farms: { cas }, proxyFrom: ['127.0.0.1'] })
    for (const [told, seen] of [
      [ends, '198.51.100.7 50000 203.0.113.10 443'],
      [six, /^2001:db8::7 50000 ::ffff:203\.0\.113\.10 443$/],
    ] as const) {
      const client = await lab.client()
      client.send(writeProxyHeader('v2', told).toString('latin1') + get)
      t.match((await client.message()).body, seen)
      client.socket.destroy()
    }
  })
}
