// The scenario file. Every field's default and meaning stands here or in its kind of step, once; the JSON Schema and
// docs/scenarios.md are generated from them.

import * as z from 'zod'
import { duration, identifier } from '../topology/schema/values.ts'
import { matrixSchema } from './matrix.ts'
import type { StepKind } from './steps/types.ts'

const head = {
  name: identifier.optional().describe("name of the scenario; the file's name when absent"),
  why: z
    .string()
    .min(1)
    .describe('one sentence: what it proves and why Exchange cares, with the source where there is one'),
  topology: z
    .string()
    .min(1)
    .describe('a built-in topology by name, or a file relative to this one (a name with / or .yaml)'),
  tags: z.array(identifier).default([]).describe('words to choose scenarios by: run --tag owa'),
  matrix: matrixSchema,
}

const everyStep = {
  id: identifier.optional().describe('name of the step, for steps after it'),
  title: z.string().optional().describe('the step in words, for reports; made from its options when absent'),
  within: duration.prefault('15s').describe('real time that the step may take'),
}

/** The file with its steps unread: they are checked by kind, once for every variant of the matrix. */
export const scenarioSchema = z
  .strictObject({
    ...head,
    steps: z.array(z.unknown()).min(1).describe('what happens, one after the other'),
  })
  .describe('A story: steps on a lab, and what is expected of them')

/**
 * As much of a file with mistakes as its topology and its steps can be checked with all the same. Where the matrix is
 * wrong its values cannot be put in, so that what takes them is left alone.
 */
export const salvageSchema = z
  .object({
    topology: head.topology.optional().catch(undefined),
    matrix: matrixSchema.optional().catch(undefined),
    steps: scenarioSchema.shape.steps.catch([]),
  })
  .transform(({ topology, matrix, steps }) => {
    if (matrix !== undefined) return { topology, matrix, steps }
    return { topology: topology?.includes('${') ? undefined : topology, matrix: {}, steps: [] }
  })

/** A step of one kind. */
export function stepSchema(kind: StepKind) {
  return z
    .strictObject({
      [kind.name]: kind.options,
      ...everyStep,
      ...(kind.expect ? { expect: kind.expect.optional() } : {}),
    })
    .describe(kind.about)
}

/** The keys that a step may have beside its kind. */
export const everyStepKeys: readonly string[] = [...Object.keys(everyStep), 'expect']

/** The file as editors are to check it, with every kind of step. */
export function editorSchema(kinds: readonly StepKind[]) {
  const steps = z
    .array(z.union(kinds.map(stepSchema)))
    .min(1)
    .describe('what happens, one after the other')
  return z.strictObject({ ...head, steps })
}
