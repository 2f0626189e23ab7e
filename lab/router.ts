import type { RouterPlan } from '../topology/lab-plan.ts'
import type { Fabric } from './fabric.ts'
import { startTcpRelay } from './tcp-relay.ts'

/** Starts the port forwards of a router: its public ports lead to hosts inside, which see the client's own address. */
export async function startRouter(plan: RouterPlan, fabric: Fabric, stack: AsyncDisposableStack): Promise<void> {
  const { internet } = plan
  if (internet === undefined) return
  for (const { port, to } of plan.forwards) {
    const relay = await startTcpRelay({ host: '127.0.0.1', port: 0 }, (incoming) =>
      fabric.relay(incoming, 'intranet', to),
    )
    stack.use(relay)
    stack.defer(fabric.register({ address: internet, port }, relay.port))
  }
}
