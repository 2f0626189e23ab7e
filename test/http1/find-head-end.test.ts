import t from 'tap'
import { checkHeadSize, defaultLimits, findHeadEnd } from '../../http1/index.ts'

t.test('finds the index after the blank line', async (t) => {
  t.equal(findHeadEnd(Buffer.from('GET / HTTP/1.1\r\n\r\nbody')), 18)
  t.equal(findHeadEnd(Buffer.from('GET / HTTP/1.1\r\nHost: a\r\n')), -1)
  t.equal(findHeadEnd(Buffer.from('GET / HTTP/1.1\n\nbody')), 16, 'bare line feeds too, for the parser to refuse')
})

t.test('goes on from where it stopped', async (t) => {
  const head = Buffer.from('GET / HTTP/1.1\r\n\r\n')
  for (let searched = 0; searched < head.length; searched++) t.equal(findHeadEnd(head, searched), 18)
})

t.test('a growing head is refused before it fills the memory', async (t) => {
  const limit = { ...defaultLimits, firstLine: 20, head: 40 }
  t.doesNotThrow(() => checkHeadSize(Buffer.from(`\r\n${'a'.repeat(20)}\r`), limit))
  t.throws(() => checkHeadSize(Buffer.from('a'.repeat(23)), limit), { name: 'HttpSyntaxError', status: 414 })
  t.throws(() => checkHeadSize(Buffer.from(`GET / HTTP/1.1\r\nX: ${'a'.repeat(40)}`), limit), {
    name: 'HttpSyntaxError',
    status: 431,
  })
})
