import { networkInterfaces } from 'node:os'
import t from 'tap'
import { startTestEdge } from './edge-lab.ts'
import { textServer } from './wire.ts'

const hasIpv6 = Object.values(networkInterfaces()).some((addresses) =>
  addresses?.some(({ family }) => family === 'IPv6'),
)
const skip = hasIpv6 ? false : 'this machine has no IPv6'

t.test(
  'a proxy in front that comes over IPv4 to a listener for both families is known by its address',
  { skip },
  async (t) => {
    await using server = await textServer((head) => head)
    const setup = { farms: { cas: [server.port] }, plan: { trusted: ['127.0.0.1'] } }
    await using lab = await startTestEdge(setup, { bind: () => ({ host: '::', port: 0 }) })
    const client = await lab.client()
    const { body } = await client.send('GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 203.0.113.9\r\n\r\n').message()
    t.match(body, '\r\nX-Forwarded-For: 203.0.113.9, 127.0.0.1\r\n')
    t.equal((await lab.record()).edge?.client?.address, '127.0.0.1')
    client.socket.destroy()
  },
)
