import { stat } from 'node:fs/promises'
import { filesOf, loadEdgeSetup } from '../../lab/edge-setup.ts'
import type { EdgeSetup } from '../../proxy/index.ts'
import { readEdgeFile } from '../../topology/index.ts'

/** An edge file and all that it names, and what they were when they were last read. */
export class Configuration {
  readonly file: string
  #files: readonly string[]
  readonly #states = new Map<string, string>()

  constructor(file: string) {
    this.file = file
    this.#files = [file]
  }

  /** The edge file, and the files that its last readable version names. */
  get files(): readonly string[] {
    return this.#files
  }

  /** What the files were when they were last read, as a text to compare with `state`. */
  get readState(): string {
    return this.#files.map((file) => this.#states.get(file)).join('\n')
  }

  /** What the files are now: another text whenever one was written, replaced, or given other rights. */
  async state(): Promise<string> {
    return (await Promise.all(this.#files.map(stateOf))).join('\n')
  }

  /**
   * Reads all of it.
   * @throws BH_ERR_FILE_UNREADABLE, BH_ERR_FILE_INVALID, and the certificate errors
   */
  async load(): Promise<EdgeSetup> {
    // Their state is noted before they are read: what changes meanwhile is seen as a change.
    await this.#note(this.#files)
    const plan = readEdgeFile(this.file)
    const named = filesOf(plan)
    // Even when one of them cannot be read: once it can, that is a change too.
    this.#files = [this.file, ...named]
    await this.#note(named)
    return loadEdgeSetup(plan, {})
  }

  async #note(files: readonly string[]): Promise<void> {
    const states = await Promise.all(files.map(stateOf))
    for (const [index, file] of files.entries()) this.#states.set(file, states[index] ?? '')
  }
}

async function stateOf(file: string): Promise<string> {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = await stat(file, { bigint: true })
    return `${dev} ${ino} ${size} ${mtimeNs} ${ctimeNs}`
  } catch {
    return 'not there'
  }
}
