import { ownCopy } from '../base/own-copy.ts'
import type { ResponseHead } from '../http1/index.ts'
import type { HeaderStyle } from '../topology/schema/edge.ts'
import { bindsByAnswer } from './pinning.ts'
import { planReply, type ReplyFacts, type ReplyPlan } from './reply.ts'

/** The head of a final answer with what follows from it. A server that repeats it on the connection gets the same object again. */
export class ReadAnswer {
  readonly head: ResponseHead
  /** Whether it offers a log-on that binds to the connection. */
  readonly binds: boolean
  #kind = -1
  #style: HeaderStyle | undefined
  #messages: ReplyFacts['messages'] | undefined
  #plan: ReplyPlan | undefined

  constructor(head: ResponseHead) {
    this.head = head
    this.binds = bindsByAnswer(head.headers)
  }

  /** How it goes on to a client. @throws HttpSyntaxError when its framing makes no sense */
  plan(facts: ReplyFacts): ReplyPlan {
    // A cookie is for one client only.
    if (facts.setCookie !== undefined) return planReply(this.head, facts)
    const kind = kindOf(facts)
    const same = this.#kind === kind && this.#style === facts.style && this.#messages === facts.messages
    if (this.#plan === undefined || !same) {
      const plan = planReply(this.head, facts)
      // The bytes are a part of Node's 64 kB, which a connection at rest would keep alive.
      this.#plan = { ...plan, bytes: ownCopy(plan.bytes) }
      this.#kind = kind
      this.#style = facts.style
      this.#messages = facts.messages
    }
    return this.#plan
  }
}

/** All that a plan depends on besides the answer and the style, in one number. */
function kindOf({ request, bound, draining }: ReplyFacts): number {
  const { head, keepsAlive } = request
  return (
    (head.method === 'HEAD' ? 1 : 0) |
    (head.minorVersion << 1) |
    (keepsAlive ? 4 : 0) |
    (bound ? 8 : 0) |
    (draining ? 16 : 0)
  )
}
