import fc from 'fast-check'
import t from 'tap'
import { decodeWbxml, encodeWbxml, type WbxmlElement } from '../../../protocols/wbxml/index.ts'

const name = fc.constantFrom(
  ['AirSync', 'Sync'],
  ['Email', 'Subject'],
  ['Ping', 'Status'],
  ['AirSyncBase', 'Data'],
  ['Notes', '#3f'],
) as fc.Arbitrary<['AirSync', string]>
const text = fc.string({ unit: 'grapheme', maxLength: 20 }).filter((value) => !value.includes('\0'))
const opaque = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes))

const { tree } = fc.letrec<{ tree: WbxmlElement }>((tie) => ({
  tree: fc
    .tuple(
      name,
      fc.array(fc.oneof({ maxDepth: 5, depthIdentifier: 'tree' }, text, opaque, tie('tree')), { maxLength: 4 }),
    )
    .map(([[page, tag], content]) => ({ page, tag, content })),
}))

t.test('a tree becomes bytes and the same tree again', async (t) => {
  fc.assert(
    fc.property(tree, (before) => {
      t.strictSame(decodeWbxml(encodeWbxml(before)), before)
    }),
    { numRuns: 100 },
  )
})
