/** Counts what is under way, so that closing can wait for the last of it: what was cut off is still recorded. */
export class UnderWay {
  #count = 0
  #whenNone: PromiseWithResolvers<void> | undefined

  begin(): void {
    this.#count++
  }

  end(): void {
    if (--this.#count === 0) this.#whenNone?.resolve()
  }

  /** Kept once nothing is under way. */
  async none(): Promise<void> {
    if (this.#count === 0) return
    this.#whenNone ??= Promise.withResolvers<void>()
    await this.#whenNone.promise
  }
}
