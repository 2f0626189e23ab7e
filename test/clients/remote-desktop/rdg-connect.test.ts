import { createServer, type Socket } from 'node:net'
import t from 'tap'
import { createEssentialsWorld, essentialsUser } from '../essentials.ts'
import { runAction } from '../run.ts'

const url = 'https://remote.contoso.com'
const world = await createEssentialsWorld()
const sockets = new Set<Socket>()
const computer = createServer((socket) => {
  sockets.add(socket)
  socket.on('error', () => undefined)
  socket.on('data', (bytes) => {
    if (String(bytes) === 'bye') socket.end()
    else socket.write(Buffer.alloc(200_000, `you said ${bytes}; `))
  })
})
await world.serve('192.168.16.50:3389', computer)
t.teardown(async () => {
  for (const socket of sockets) socket.destroy()
  await world[Symbol.asyncDispose]()
})
const connect = (options: object = {}, overrides: object = {}) =>
  runAction('rdg.connect', world.context(overrides), { url, host: 'pc', ...options })

const ways = [
  { transport: 'http', auth: 'ntlm', path: '/remoteDesktopGateway/', methods: ['RDG_IN_DATA', 'RDG_OUT_DATA'] },
  { transport: 'http', auth: 'negotiate', path: '/remoteDesktopGateway/', methods: ['RDG_IN_DATA', 'RDG_OUT_DATA'] },
  { transport: 'rpc', auth: 'ntlm', path: '/rpc/rpcproxy.dll', methods: ['RPC_IN_DATA', 'RPC_OUT_DATA'] },
]
for (const { transport, auth, path, methods } of ways) {
  t.test(`a channel to a computer inside stands by ${transport} after ${auth}, and carries what it says`, async (t) => {
    const before = world.hops.length
    let established = 0
    const say = { transport, auth, say: 'hello' }
    t.match(await connect(say, { established: () => established++ }), {
      ok: true,
      summary: `https://remote.contoso.com${path} opened a channel to pc:3389.`,
      facts: { stage: 'channel', heard: /^you said hello; you said/ },
    })
    t.equal(established, 1)
    const hops = world.hops.slice(before)
    const connectionsOf = (wanted: string) =>
      new Set(hops.filter(({ method }) => method === wanted).map(({ connection }) => connection)).size
    t.same(methods.map(connectionsOf), [1, 1], 'a connection for each channel')
  })
}

for (const [transport, error] of [
  ['http', '0x800759dd'],
  ['rpc', '0x59dd'],
] as const) {
  t.test(`by ${transport}: a computer by its address, one that closes, and one that is not there`, async (t) => {
    t.match(await connect({ transport, host: '192.168.16.50' }), { ok: true })
    const closing = await connect({ transport, say: 'bye' })
    t.match(closing, { ok: false, summary: 'pc:3389 closed the channel without a word.' })
    for (const options of [{ port: 3390 }, { host: 'nobody' }]) {
      const { ok, summary, facts } = await connect({ transport, ...options })
      t.equal(ok, false)
      t.match(summary, /refused the channel \(.*\): the host cannot be reached \(/)
      t.match(facts, { stage: 'channel', error })
    }
  })

  t.test(`by ${transport}: a wrong password is refused by HTTP already`, async (t) => {
    const as = { ...essentialsUser, password: 'guess' }
    t.match(await connect({ transport }, { as }), {
      ok: false,
      status: 401,
      summary: /refused the log-on of CONTOSO\\alice by ntlm\.$/,
      facts: { schemes: 'negotiate, ntlm' },
    })
    t.match(await connect({ transport, auth: 'basic' }), { ok: false, summary: /but not basic/ })
  })
}
