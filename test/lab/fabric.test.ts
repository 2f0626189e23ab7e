import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import t from 'tap'
import { createFabric } from '../../lab/fabric.ts'
import { listen } from '../../lab/listen.ts'
import { startRouter } from '../../lab/router.ts'
import type { HostAddresses } from '../../topology/lab-plan.ts'

const hosts: HostAddresses[] = [
  { name: 'router', role: 'router', internet: '203.0.113.10', intranet: '192.168.16.1' },
  { name: 'cas1', role: 'exchange', internet: undefined, intranet: '192.168.16.11' },
  { name: 'web', role: 'client', internet: '203.0.113.99', intranet: undefined },
]

async function started(test: { teardown(undo: () => Promise<void>): void }, hairpin: boolean) {
  const stack = new AsyncDisposableStack()
  test.teardown(() => stack.disposeAsync())
  const fabric = createFabric({ hosts, withoutHairpin: hairpin ? new Set() : new Set(['203.0.113.10']) })
  const accepted: Socket[] = []
  const server = createServer((socket) => {
    accepted.push(socket)
    socket.end(`you are ${fabric.clientOf(socket.remoteAddress ?? '', socket.remotePort ?? 0).address}`)
  })
  const port = await listen(server, '127.0.0.1', 0)
  stack.defer(async () => {
    server.close()
    for (const socket of accepted) socket.destroy()
  })
  fabric.register({ address: '192.168.16.11', port: 443 }, port)
  await startRouter(
    {
      name: 'router',
      internet: '203.0.113.10',
      hairpin,
      forwards: [{ port: 443, to: { address: '192.168.16.11', port: 443 } }],
    },
    fabric,
    stack,
  )
  return fabric
}

async function read(socket: Socket): Promise<string> {
  let text = ''
  socket.setEncoding('utf8').on('data', (part) => {
    text += part
  })
  await once(socket, 'close')
  return text
}

t.test('the intranet reaches a server by its address, and is seen with its own', async (t) => {
  const fabric = await started(t, false)
  const socket = await fabric.dialFrom('intranet', '192.168.16.50')('192.168.16.11', 443)
  t.equal(await read(socket), 'you are 192.168.16.50')
})

t.test('the internet reaches it through the port forward, which keeps the client address', async (t) => {
  const fabric = await started(t, false)
  const socket = await fabric.dialFrom('internet', '198.51.100.7')('203.0.113.10', 443)
  t.equal(await read(socket), 'you are 198.51.100.7')
})

t.test('from the internet there is no way to an address inside', async (t) => {
  const fabric = await started(t, false)
  await t.rejects(fabric.dialFrom('internet', '198.51.100.7')('192.168.16.11', 443), { code: 'EHOSTUNREACH' })
})

t.test('without hairpin the intranet cannot use the public address, with it, it can', async (t) => {
  const without = await started(t, false)
  await t.rejects(without.dialFrom('intranet', '192.168.16.50')('203.0.113.10', 443), { code: 'EHOSTUNREACH' })
  const withHairpin = await started(t, true)
  const socket = await withHairpin.dialFrom('intranet', '192.168.16.50')('203.0.113.10', 443)
  t.equal(await read(socket), 'you are 192.168.16.50')
})

t.test('a port that nothing listens on is refused, an address that nobody has is unreachable', async (t) => {
  const fabric = await started(t, false)
  const dial = fabric.dialFrom('intranet', '192.168.16.50')
  await t.rejects(dial('192.168.16.11', 25), { code: 'ECONNREFUSED' })
  await t.rejects(dial('192.168.16.77', 443), { code: 'EHOSTUNREACH' })
})

t.test('a host taken off the network is unreachable until it is back', async (t) => {
  const fabric = await started(t, false)
  const dial = fabric.dialFrom('intranet', '192.168.16.50')
  const [, host] = hosts
  if (host === undefined) throw new Error('no host')
  const plugIn = fabric.disconnect(host)
  await t.rejects(dial('192.168.16.11', 443), { code: 'EHOSTUNREACH' })
  plugIn()
  t.equal(await read(await dial('192.168.16.11', 443)), 'you are 192.168.16.50')
})

t.test('dialling ends at once when it is aborted', async (t) => {
  const fabric = await started(t, false)
  await t.rejects(
    fabric.dialFrom('intranet', '192.168.16.50')('192.168.16.11', 443, AbortSignal.abort(new Error('stop'))),
    /stop/,
  )
})

t.test('a link takes the ways that a connection would, and breaks with its hosts', async (t) => {
  const fabric = await started(t, false)
  const link = fabric.linkFrom('intranet', '192.168.16.50')
  const accepted: Socket[] = []
  fabric.register({ address: '192.168.16.11', port: 444 }, 1, (socket) => accepted.push(socket))
  t.throws(() => link('192.168.16.11', 443), { code: 'ECONNREFUSED' }, 'which is on a port only')
  t.throws(() => link('192.168.16.77', 444), { code: 'EHOSTUNREACH' })
  t.throws(() => fabric.linkFrom('internet', '198.51.100.7')('192.168.16.11', 444), { code: 'EHOSTUNREACH' })

  const opening = link('192.168.16.11', 444)
  t.equal(accepted[0]?.remoteAddress, '192.168.16.50')
  const [, host] = hosts
  if (host === undefined) throw new Error('no host')
  const plugIn = fabric.disconnect(host)
  t.equal(opening.destroyed, true)
  t.throws(() => link('192.168.16.11', 444), { code: 'EHOSTUNREACH' })
  plugIn()
  link('192.168.16.11', 444)
  t.equal(accepted.length, 2)
})
