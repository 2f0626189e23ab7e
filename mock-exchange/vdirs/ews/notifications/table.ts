// The subscriptions and open streams of one server. They live in the memory of its EWS: another server does not know
// them, and a recycled application pool has forgotten them.

import type { UserPlan } from '../../../../topology/lab-plan.ts'
import type { VdirContext } from '../../types.ts'
import { EwsError } from '../errors.ts'
import { Subscription, type SubscriptionSetup } from './subscription.ts'
import { isSubscriptionId, newSubscriptionId } from './subscription-id.ts'

/** Subscriptions that one user may have: EwsMaxSubscriptions of Exchange 2013's throttling policy. */
const mostSubscriptions = 5_000

export class SubscriptionTable {
  readonly #context: VdirContext
  readonly #subscriptions = new Map<string, Subscription>()
  readonly #ofUser = new Map<string, number>()
  readonly #streams = new Map<string, number>()

  constructor(context: VdirContext) {
    this.#context = context
  }

  /** @throws EwsError ErrorExceededSubscriptionCount */
  add(setup: Omit<SubscriptionSetup, 'id' | 'clock' | 'onEnd'>): Subscription {
    const { user } = setup.owner
    const count = this.#ofUser.get(user) ?? 0
    if (count >= mostSubscriptions) {
      throw new EwsError(
        'ErrorExceededSubscriptionCount',
        'You have exceeded the available subscriptions for your account.',
      )
    }
    const subscription = new Subscription({
      ...setup,
      id: newSubscriptionId(this.#context.plan.fqdn),
      clock: this.#context.clock,
      onEnd: ({ id }) => {
        if (this.#subscriptions.delete(id)) this.#ofUser.set(user, (this.#ofUser.get(user) ?? 1) - 1)
      },
    })
    this.#subscriptions.set(subscription.id, subscription)
    this.#ofUser.set(user, count + 1)
    return subscription
  }

  /** A subscription of that user. @throws EwsError when there is none, with what is wrong about the id */
  find(id: string, owner: UserPlan): Subscription {
    const found = this.#subscriptions.get(id)
    if (found?.owner === owner) return found
    if (found !== undefined) {
      throw new EwsError(
        'ErrorSubscriptionAccessDenied',
        'Access is denied. Only the subscription owner may access the subscription.',
      )
    }
    if (!isSubscriptionId(id))
      throw new EwsError('ErrorInvalidSubscription', 'The specified subscription ID is invalid.')
    throw new EwsError('ErrorSubscriptionNotFound', 'The specified subscription was not found.')
  }

  /** Counts one more stream of a user; the answer ends it. Undefined when the user has as many as may be. */
  openStream({ user }: UserPlan): (() => void) | undefined {
    const open = this.#streams.get(user) ?? 0
    if (open >= this.#context.organisation.hangingConnectionLimit) return undefined
    this.#streams.set(user, open + 1)
    let closed = false
    return () => {
      if (closed) return
      closed = true
      this.#streams.set(user, (this.#streams.get(user) ?? 1) - 1)
    }
  }

  /** Ends all subscriptions. */
  clear(): void {
    for (const subscription of [...this.#subscriptions.values()]) subscription.end()
  }
}

const tables = new WeakMap<VdirContext, { readonly table: SubscriptionTable; readonly worker: AbortSignal }>()

/** The subscriptions of a server, for as long as its EWS application pool runs. */
export function subscriptionsOf(context: VdirContext): SubscriptionTable {
  const known = tables.get(context)
  const worker = context.signalOf('EWS')
  if (known !== undefined && known.worker === worker && !worker.aborted) return known.table
  const table = new SubscriptionTable(context)
  worker.addEventListener('abort', () => table.clear(), { once: true })
  tables.set(context, { table, worker })
  return table
}
