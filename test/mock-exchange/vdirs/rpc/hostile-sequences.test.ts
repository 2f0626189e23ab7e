// Packets of RTS and PDUs of DCE/RPC in any order, over channels that come, go and are replaced in any order: the connection
// answers or ends; what it sends is whole PDUs, never on a channel that is not open; and it keeps nothing afterwards.

import fc from 'fast-check'
import t from 'tap'
import { createClock } from '../../../../base/clock.ts'
import { rpcInterfacesOfExchange } from '../../../../mock-exchange/rpc/interfaces/index.ts'
import type { InChannel, OutChannel } from '../../../../mock-exchange/vdirs/rpc/channels.ts'
import { VirtualConnections } from '../../../../mock-exchange/vdirs/rpc/virtual-connections.ts'
import { encodeBind, encodeRequest, ndr, PduSplitter, rpcInterfaces } from '../../../../protocols/dcerpc/index.ts'
import { flowControlAck, inA5, keepAlive, outA7, ping } from '../../../../protocols/rts/index.ts'
import { ProtocolSyntaxError } from '../../../../protocols/syntax-error.ts'
import { alice, serverContext } from '../host.ts'
import { cookie } from './outlook.ts'

type State = 'waiting' | 'open' | 'over'

class Out implements OutChannel {
  state: State = 'waiting'
  readonly faults: string[] = []
  readonly #splitter = new PduSplitter()

  open(): void {
    if (this.state !== 'waiting') this.faults.push(`opened while ${this.state}`)
    this.state = 'open'
  }

  write(bytes: Uint8Array): void {
    if (this.state !== 'open') this.faults.push(`written to while ${this.state}`)
    this.#splitter.push(bytes)
    if (this.#splitter.pending > 0) this.faults.push('half a PDU')
  }

  end(): void {
    this.state = 'over'
  }

  close(): void {
    this.state = 'over'
  }
}

const few = fc.nat(3)
const contexts = [{ id: 0, interface: rpcInterfaces.management, transfers: [ndr] }]
const bind = encodeBind({ callId: 1, maxFragment: 5_840, associationGroup: 0, contexts })
const u32 = fc.oneof(fc.nat(200), fc.integer({ min: 0, max: 0xffffffff }))
const pdu = fc.oneof(
  fc.constant(bind),
  fc
    .tuple(few, few, fc.nat(3), fc.uint8Array({ maxLength: 40 }))
    .map(([callId, operation, flags, stub]) =>
      encodeRequest({ callId, context: 0, allocationHint: 0, operation, stub }, { flags }),
    ),
  fc.constantFrom(ping(), keepAlive(60_000), inA5(cookie(2)), inA5(cookie(3)), outA7(cookie(2)), outA7(cookie(3))),
  fc
    .tuple(u32, u32, few)
    .map(([bytesReceived, availableWindow, of]) =>
      flowControlAck('out-proxy', { bytesReceived, availableWindow, channel: cookie(of) }),
    ),
)
const step = fc.oneof(
  fc.record({ do: fc.constant('out' as const), cookie: few }),
  fc.record({ do: fc.constant('in' as const), cookie: few }),
  fc.record({ do: fc.constant('next-out' as const), predecessor: few, cookie: few }),
  fc.record({ do: fc.constant('next-in' as const), predecessor: few, cookie: few }),
  fc.record({ do: fc.constant('leave' as const), which: few }),
  fc.record({ do: fc.constant('wait' as const), milliseconds: fc.constantFrom(1_000, 31_000, 61_000) }),
  fc.record({ do: fc.constant('pdu' as const), pdu }),
)

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never
/** How a connection begins that then goes astray, until its OUT channel is to be replaced. */
const ordinary: readonly Step[] = [
  { do: 'out', cookie: 0 },
  { do: 'in', cookie: 1 },
  { do: 'pdu', pdu: bind },
]

t.test('any sequence is answered, or ends the connection', async (t) => {
  let successions = 0
  fc.assert(
    fc.property(fc.boolean(), fc.array(step, { maxLength: 40 }), (begun, drawn) => {
      const steps = begun ? [...ordinary, ...drawn] : drawn
      using clock = createClock()
      // A lifetime so short that successors are asked for again and again.
      const connections = new VirtualConnections(serverContext(clock), rpcInterfacesOfExchange, 131_200)
      const key = cookie(9)
      const connection = connections.of(alice, key)
      const outs: Out[] = []
      const ins: InChannel[] = []
      const newOut = (): Out => {
        const out = new Out()
        outs.push(out)
        return out
      }
      const newIn = (): InChannel => {
        const into = {
          port: 593,
          close: () => undefined,
          failed: () => t.fail('an operation threw'),
          noteHeld: () => undefined,
        }
        ins.push(into)
        return into
      }
      const run = (one: Step): void => {
        switch (one.do) {
          case 'out':
            connection.attachOut(
              { virtualConnection: key, outChannel: cookie(one.cookie), receiveWindow: 8_192 },
              newOut(),
            )
            return
          case 'in':
            connection.attachIn(
              {
                virtualConnection: key,
                inChannel: cookie(one.cookie),
                lifetime: 0,
                keepalive: 0,
                associationGroup: key,
              },
              newIn(),
            )
            return
          case 'next-out': {
            const succession = { predecessor: cookie(one.predecessor), successor: cookie(one.cookie) }
            const packet = { virtualConnection: key, ...succession, receiveWindow: 8_192 }
            if (connection.succeedOut(packet, newOut())) successions += 1
            return
          }
          case 'next-in': {
            const succession = { predecessor: cookie(one.predecessor), successor: cookie(one.cookie) }
            void connection.succeedIn({ virtualConnection: key, ...succession }, newIn())
            return
          }
          case 'leave': {
            const channel = [...ins, ...outs][one.which]
            if (channel !== undefined) connection.leave(channel)
            return
          }
          case 'wait':
            clock.advance(one.milliseconds)
            return
          case 'pdu':
            connection.receive(one.pdu)
        }
      }
      try {
        for (const one of steps) run(one)
      } catch (error) {
        if (!(error instanceof ProtocolSyntaxError)) throw error
      }
      connection.close()
      const faults = outs.flatMap((out) => (out.state === 'open' ? ['left open'] : out.faults))
      if (faults.length > 0) throw new Error(faults.join(', '))
      return connections.known(alice, key) === undefined
    }),
    { numRuns: 500 },
  )
  t.ok(successions > 5, `${successions} successors were taken`)
})
