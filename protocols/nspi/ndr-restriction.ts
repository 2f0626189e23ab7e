// Restrictions of NSPI in NDR ([MS-OXNSPI] 2.2.5): the fixed part of each first, what its pointers lead to afterwards.

import type { NdrReader } from '../dcerpc/ndr-reader.ts'
import { type RelationalOperator, type Restriction, relationalOperators } from '../mapi/restriction.ts'
import { readPropertyValue } from './ndr-values.ts'

/** Conditions within conditions that are taken, so that no peer can exhaust the stack. */
const deepest = 64

/** A Restriction_r with all that it points to. @throws ProtocolSyntaxError */
export function readNdrRestriction(reader: NdrReader): Restriction {
  return fixedPart(reader, 0)()
}

function fixedPart(reader: NdrReader, depth: number): () => Restriction {
  if (depth > deepest) throw reader.error(`conditions stand more than ${deepest} deep`)
  const type = reader.u32('the type of a restriction')
  if (reader.u32('the type of a restriction') !== type) throw reader.error('a restriction has two types')
  const pointer = (): void => {
    if (!reader.pointer('a part of a restriction')) throw reader.error('a part of a restriction is missing')
  }
  switch (type) {
    case 0:
    case 1: {
      const count = reader.u32('the count of restrictions')
      if (!reader.pointer('restrictions')) return () => ({ kind: type === 0 ? 'and' : 'or', parts: [] })
      return () => {
        const room = reader.conformance('restrictions', 8)
        if (room !== count) throw reader.error('two counts of restrictions differ')
        const later = Array.from({ length: count }, () => fixedPart(reader, depth + 1))
        return { kind: type === 0 ? 'and' : 'or', parts: later.map((rest) => rest()) }
      }
    }
    case 2:
      pointer()
      return () => ({ kind: 'not', part: fixedPart(reader, depth + 1)() })
    case 3: {
      const [fuzzyLevel, tag] = [reader.u32('the fuzzy level'), reader.u32('a tag')]
      pointer()
      return () => ({ kind: 'content', fuzzyLevel, tag, value: readPropertyValue(reader) })
    }
    case 4: {
      const [relation, tag] = [operatorOf(reader), reader.u32('a tag')]
      pointer()
      return () => ({ kind: 'property', operator: relation, tag, value: readPropertyValue(reader) })
    }
    case 5: {
      const [relation, first, second] = [operatorOf(reader), reader.u32('a tag'), reader.u32('a tag')]
      return () => ({ kind: 'compare', operator: relation, first, second })
    }
    case 6: {
      const wanted = reader.u32('the relation of a mask') === 0 ? 'zero' : 'non-zero'
      const [tag, mask] = [reader.u32('a tag'), reader.u32('a mask')]
      return () => ({ kind: 'bitmask', wanted, tag, mask })
    }
    case 7: {
      const [relation, tag, bytes] = [operatorOf(reader), reader.u32('a tag'), reader.u32('a size')]
      return () => ({ kind: 'size', operator: relation, tag, bytes })
    }
    case 8: {
      reader.u32('a reserved number')
      const tag = reader.u32('a tag')
      reader.u32('a reserved number')
      return () => ({ kind: 'exist', tag })
    }
    case 9: {
      const tag = reader.u32('a table')
      pointer()
      return () => ({ kind: 'sub-object', tag, part: fixedPart(reader, depth + 1)() })
    }
    default:
      throw reader.error(`${type} is no type of a restriction`)
  }
}

function operatorOf(reader: NdrReader): RelationalOperator {
  const value = reader.u32('an operator')
  const found = relationalOperators[value]
  if (found === undefined) throw reader.error(`${value} is no operator`)
  return found
}
