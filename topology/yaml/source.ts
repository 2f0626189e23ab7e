// YAML text to a plain value, with the place of everything in it kept.

import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
} from 'yaml'
import { messageOf } from '../../base/message-of.ts'
import type { Locate, Place, Problem } from '../problems.ts'
import { syntaxMessage } from './syntax-message.ts'

/** A text as YAML reads it; `locate` works also where the text is broken. */
export interface YamlSource {
  /** Undefined when the text is so broken that nothing can be said about its content. */
  readonly value: unknown
  readonly locate: Locate
  readonly problems: readonly Problem[]
}

// An anchor may be used by a hundred hosts; but aliases of aliases of aliases are an attack, not a file.
const maxAliasCount = 10_000

/** Reads one YAML 1.2 document. Never throws: what is wrong stands in `problems`. */
export function parseYaml(text: string, file: string): YamlSource {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' })
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(Math.min(offset, text.length))
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  const locate: Locate = (path, which = 'value') => placeAt(offsetOf(document, path, which))
  const syntax = [...document.errors, ...document.warnings].map(
    (error): Problem => ({ place: placeAt(error.pos[0]), message: syntaxMessage(error, text) }),
  )
  const content = contentProblems(document, placeAt)
  const problems = [...firstOfEachLine(syntax), ...content]
  const broken = content.length > 0 || document.errors.some((error) => error.code !== 'DUPLICATE_KEY')
  if (broken) return { value: undefined, locate, problems }
  try {
    return { value: document.toJS({ maxAliasCount }), locate, problems }
  } catch (error) {
    const message = `the YAML aliases fail: ${messageOf(error)}`
    return { value: undefined, locate, problems: [...problems, { place: placeAt(0), message }] }
  }
}

// One slip makes the parser stumble several times over; the first stumble says most.
function firstOfEachLine(problems: readonly Problem[]): Problem[] {
  const seen = new Set<number>()
  return problems.filter(({ place }) => !seen.has(place.line) && seen.add(place.line))
}

// What the YAML library lets pass, or tells without a place.
function contentProblems(document: Document, placeAt: (offset: number) => Place): Problem[] {
  const problems: Problem[] = []
  const tell = (node: Node, message: string): void => {
    problems.push({ place: placeAt(node.range?.[0] ?? 0), message })
  }
  visit(document, {
    Alias(_, alias, ancestors) {
      const target = alias.resolve(document)
      if (target === undefined) {
        tell(alias, `"*${alias.source}" names no YAML anchor above; a value that begins with * needs quotes`)
      } else if (ancestors.includes(target)) {
        tell(alias, `"*${alias.source}" stands inside its own anchor, which has no end`)
      }
    },
    Pair(_, pair) {
      const { key } = pair
      if (isMap(key) || isSeq(key)) tell(key, 'a key must be one word of text, not a list or a map')
    },
  })
  return problems
}

function offsetOf(document: Document, path: readonly PropertyKey[], which: 'key' | 'value'): number {
  let node: unknown = document.contents
  // The key or the dash that the current node stands behind: the place of what is missing in it.
  let owner = startOf(node) ?? 0
  for (const segment of path) {
    node = isAlias(node) ? node.resolve(document) : node
    if (isSeq(node)) {
      node = node.items[Number(segment)]
      owner = startOf(node) ?? owner
    } else if (isMap(node)) {
      const pair: Pair | undefined = node.items.find((item) => isPair(item) && keyText(item.key) === String(segment))
      if (pair === undefined) return owner
      owner = startOf(pair.key) ?? owner
      node = pair.value
    } else {
      return owner
    }
  }
  // The value of an empty key stands nowhere; its key is the better place.
  const isEmpty = isScalar(node) && node.source === ''
  return which === 'key' || isEmpty ? owner : (startOf(node) ?? owner)
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined
}

function keyText(key: unknown): string {
  if (isScalar(key)) return key.value === null ? '' : String(key.value)
  return typeof key === 'string' ? key : ''
}

function isNode(value: unknown): value is Node {
  return isAlias(value) || isScalar(value) || isMap(value) || isSeq(value)
}
