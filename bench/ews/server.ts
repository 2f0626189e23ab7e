// A lab of one Exchange server with EWS over plain HTTP and a mailbox of 100 messages: `server.ts <key directory>`; prints
// the port as JSON and serves until it is ended.

import { startLab } from '../../lab/index.ts'
import { loadPlanText } from '../../topology/index.ts'

const messages = Array.from(
  { length: 100 },
  (_, index) =>
    `        - { from: bob@contoso.com, subject: "Message number ${index}", text: "Some words for number ${index}.", receivedAt: 2014-06-02T08:${String(index % 60).padStart(2, '0')}:00Z }`,
)
const topology = `
domain: contoso.com
networks: { intranet: { range: 192.168.16.0/24 } }
hosts:
  cas1:
    role: exchange
    intranet: 192.168.16.11
    vdirs: { EWS: { sslFlags: None, authentication: [basic] } }
users:
  alice:
    password: Bench-1
    content:
      messages:
${messages.join('\n')}
  bob: { password: Bench-2 }
`
await using lab = await startLab(loadPlanText(topology).plan, { keyDirectory: process.argv[2] ?? '' })
const socket = lab.exchangeServers.get('cas1')?.sockets.find(({ endpoint, tls }) => !tls && endpoint.port === 80)
console.log(JSON.stringify({ port: socket?.port }))
await new Promise<void>((resolve) => process.once('SIGTERM', () => resolve()))
