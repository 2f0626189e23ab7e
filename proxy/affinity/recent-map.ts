interface Entry<Value> {
  value: Value
  usedAt: number
}

/**
 * A map that forgets what was not used for a while, and with many keys, what was used longest ago. It has two generations: what
 * is used moves to the young one; when that is half the limit, or old enough, it becomes the old one, and the old one goes.
 * So at least the half of the limit that was used last stays, and no step takes longer than another.
 */
export class RecentMap<Value> {
  /** Milliseconds until what is not used is forgotten; may change. */
  idle: number
  readonly #limit: number
  readonly #now: () => number
  #young = new Map<string, Entry<Value>>()
  #old = new Map<string, Entry<Value>>()
  #turnedAt: number

  /**
   * @param limit the most keys that it ever holds
   * @param now milliseconds of a clock that never goes back
   */
  constructor(limit: number, idle: number, now: () => number = () => performance.now()) {
    this.#limit = limit
    this.idle = idle
    this.#now = now
    this.#turnedAt = now()
  }

  /** How many keys it holds, forgotten ones included that it still has to drop. */
  get size(): number {
    return this.#young.size + this.#old.size
  }

  /** The value of a key, which counts as a use. */
  get(key: string): Value | undefined {
    const now = this.#now()
    this.#ageAt(now)
    const entry = this.#young.get(key) ?? this.#old.get(key)
    if (entry === undefined || now - entry.usedAt > this.idle) return undefined
    entry.usedAt = now
    if (this.#old.delete(key)) this.#put(key, entry, now)
    return entry.value
  }

  set(key: string, value: Value): void {
    const now = this.#now()
    this.#ageAt(now)
    this.#old.delete(key)
    this.#put(key, { value, usedAt: now }, now)
  }

  #put(key: string, entry: Entry<Value>, now: number): void {
    this.#young.set(key, entry)
    if (this.#young.size >= this.#limit / 2) this.#turn(now)
  }

  /** After that time in the old generation nothing in it can be used any more. */
  #ageAt(now: number): void {
    if (now - this.#turnedAt > this.idle) this.#turn(now)
  }

  #turn(now: number): void {
    this.#old = this.#young
    this.#young = new Map()
    this.#turnedAt = now
  }
}
