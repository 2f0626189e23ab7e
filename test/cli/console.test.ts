import t from 'tap'
import { table, wrap } from '../../cli/console.ts'

t.test('a table is aligned, and its last column left ragged', async (t) => {
  t.equal(
    table([
      ['a', 'bb'],
      ['ccc', 'd', 'e'],
    ]),
    'a    bb\nccc  d   e\n',
  )
})

t.test('a text is wrapped where the width is known', async (t) => {
  t.equal(wrap('one two three four five six seven', 2, 22), 'one two three four\n  five six seven')
  t.equal(
    wrap('averyveryveryverylongwordthatfitsnowhere in it', 0, 20),
    'averyveryveryverylongwordthatfitsnowhere\nin it',
  )
  t.equal(wrap('one two', 2, undefined), 'one two')
  t.equal(wrap('one two', 2, 0), 'one two')
})
