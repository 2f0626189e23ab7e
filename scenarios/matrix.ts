// `matrix: { vdir: [owa, ecp], host: [cas1, cas2] }` makes four scenarios of one; `${vdir}` stands for the value of each.

import * as z from 'zod'

const scalar = z.union([z.string(), z.number(), z.boolean()])

/** A value of a matrix: plain, or a map whose members `${vdir.path}` names. */
const matrixValue = z.union([scalar, z.record(z.string(), z.union([scalar, z.array(scalar)]))])

/** The matrix of a scenario file; without one there is a single variant. */
export const matrixSchema = z
  .record(
    z.string().regex(/^[A-Za-z][A-Za-z0-9_]*$/, 'expected a name of letters, digits and underscores'),
    z.array(matrixValue).min(1),
  )
  .default({})
  .describe(
    'values by name; every combination runs as a scenario of its own, with its values put in for the names in braces',
  )

type Matrix = z.output<typeof matrixSchema>
type MatrixValue = z.output<typeof matrixValue>

/** One combination: the value of every name. */
export type Variant = Readonly<Record<string, MatrixValue>>

/** Every combination, the last name changing fastest; the single empty one without a matrix. */
export function variantsOf(matrix: Matrix): readonly Variant[] {
  return Object.entries(matrix).reduce<Variant[]>(
    (variants, [name, values]) => variants.flatMap((variant) => values.map((value) => ({ ...variant, [name]: value }))),
    [{}],
  )
}

/** A variant as reports show it; a map is known by its member `name`, else by its first. */
export function labelsOf(variant: Variant): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variant).map(([name, value]) => {
      if (typeof value !== 'object') return [name, String(value)]
      return [name, String(value['name'] ?? Object.values(value)[0] ?? '')]
    }),
  )
}

/** Tells of a `${…}` that the matrix has no value for; `path` leads to the text. */
export type UnknownName = (path: readonly PropertyKey[], name: string) => void

/**
 * Puts the variant's values into every text of a tree. A text that is nothing but `${name}` takes the value itself with
 * its type, so that `status: ${status}` is a number. `$${` stands for `${`.
 */
export function substitute(
  tree: unknown,
  variant: Variant,
  unknown: UnknownName,
  path: readonly PropertyKey[] = [],
): unknown {
  if (Array.isArray(tree)) return tree.map((one, index) => substitute(one, variant, unknown, [...path, index]))
  if (typeof tree === 'object' && tree !== null) {
    return Object.fromEntries(
      Object.entries(tree).map(([key, value]) => [key, substitute(value, variant, unknown, [...path, key])]),
    )
  }
  if (typeof tree !== 'string') return tree
  const whole = /^\$\{([^}]*)\}$/.exec(tree)
  if (whole?.[1] !== undefined) return valueNamed(whole[1], variant, unknown, path)
  return tree.replace(/(\$?)\$\{([^}]*)\}/g, (text, doubled: string, name: string) =>
    doubled === '$' ? text.slice(1) : String(valueNamed(name, variant, unknown, path)),
  )
}

function valueNamed(reference: string, variant: Variant, unknown: UnknownName, path: readonly PropertyKey[]): unknown {
  const [name = '', member, ...rest] = reference.trim().split('.')
  const value = Object.hasOwn(variant, name) ? variant[name] : undefined
  const found =
    member === undefined
      ? value
      : typeof value === 'object' && rest.length === 0 && Object.hasOwn(value, member)
        ? value[member]
        : undefined
  if (found === undefined) unknown(path, reference.trim())
  return found ?? `\${${reference}}`
}
