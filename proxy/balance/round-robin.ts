import { type Member, weightOf } from '../member.ts'
import type { Balancer } from './balancer.ts'

/** Takes one of the candidates, each in its turn; undefined when there are none. */
export type Turns = (candidates: readonly Member[]) => Member | undefined

/**
 * Weighted round robin, smooth: weights 2 and 1 give A B A, not A A B, so that a heavy server gets no bursts. Each choice
 * every candidate gains its weight; the richest is taken and pays the sum (the method that nginx made known).
 */
export function createTurns(): Turns {
  const gained = new WeakMap<Member, number>()
  return (candidates) => {
    let chosen: Member | undefined
    let most = Number.NEGATIVE_INFINITY
    let sum = 0
    for (const member of candidates) {
      const weight = weightOf(member)
      const gain = (gained.get(member) ?? 0) + weight
      gained.set(member, gain)
      sum += weight
      if (gain > most) {
        most = gain
        chosen = member
      }
    }
    if (chosen !== undefined) gained.set(chosen, most - sum)
    return chosen
  }
}

/** Weighted round robin as a balancer. */
export function createRoundRobin(): Balancer {
  return { choose: createTurns() }
}
