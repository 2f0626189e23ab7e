import type { EdgeRun } from './edge-run.ts'
import type { Farm } from './farm.ts'
import { IdleServers } from './idle-servers.ts'

/** The connections at rest that were opened in the name of one client, by farm. */
export class OwnServers {
  readonly #run: EdgeRun
  readonly #byFarm = new Map<Farm, IdleServers>()

  constructor(run: EdgeRun) {
    this.#run = run
  }

  /** Those to the servers of a farm. */
  of(farm: Farm): IdleServers {
    let own = this.#byFarm.get(farm)
    if (own === undefined) {
      this.#dropFormer()
      own = new IdleServers(this.#run.ticker)
      this.#byFarm.set(farm, own)
    }
    return own
  }

  /** Closes all of them, and those that come to rest here later. */
  close(): void {
    for (const own of this.#byFarm.values()) own.close()
  }

  /** A reload makes the farms anew: nobody would ever ask for what rests here of those before it. */
  #dropFormer(): void {
    const { farms } = this.#run.active
    for (const [farm, own] of this.#byFarm) {
      if (farms.get(farm.plan.name) === farm) continue
      own.close()
      this.#byFarm.delete(farm)
    }
  }
}
