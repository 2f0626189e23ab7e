// Topology and edge files, from YAML to checked settings. What names refer to is looked up later, by plan.ts.

import type { Locate } from './problems.ts'
import { type EdgeFile, edgeFileSchema } from './schema/edge.ts'
import { type Topology, topologySchema } from './schema/topology.ts'
import { readTextFile } from './text-file.ts'
import { readYaml } from './yaml/read-yaml.ts'

/** A topology as written, with defaults. */
export interface TopologySource {
  readonly topology: Topology
  /** Undefined for text from memory. */
  readonly file: string | undefined
  readonly locate: Locate
}

/** An edge file as written, with defaults. */
export interface EdgeSource {
  readonly edge: EdgeFile
  readonly file: string | undefined
  readonly locate: Locate
}

const memory = '(text)'

/**
 * Reads the text of a topology. `file` is what the places of problems carry, and what relative paths start from.
 * @throws FileProblems with every problem of syntax and of schema
 */
export function readTopology(text: string, { file }: { readonly file?: string } = {}): TopologySource {
  const { value, locate } = readYaml(topologySchema, text, file ?? memory)
  return { topology: value, file, locate }
}

/** @throws FileProblems, or BH_ERR_FILE_UNREADABLE */
export function readTopologyFile(file: string): TopologySource {
  return readTopology(readTextFile(file), { file })
}

/** Reads the text of an edge file. @throws FileProblems */
export function readEdge(text: string, { file }: { readonly file?: string } = {}): EdgeSource {
  const { value, locate } = readYaml(edgeFileSchema, text, file ?? memory)
  return { edge: value, file, locate }
}
