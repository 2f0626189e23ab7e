import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { fileReason } from '../../base/file-reason.ts'

/** What an operation fails with. */
function errorOf(work: () => unknown): unknown {
  try {
    work()
  } catch (error) {
    return error
  }
  throw new Error('it did not fail')
}

t.test('the common reasons have words of their own, without numbers and calls', async (t) => {
  const folder = t.testdir({ file: 'text' })
  const inFile = join(folder, 'file', 'inner')
  t.match(
    fileReason(
      errorOf(() => readFileSync(join(folder, 'none'))),
      'read',
    ),
    /^there is no such file/,
  )
  t.match(
    fileReason(
      errorOf(() => readFileSync(folder)),
      'read',
    ),
    /^it is a folder/,
  )
  t.match(
    fileReason(
      errorOf(() => readFileSync(inFile)),
      'read',
    ),
    /a part of its path is a file/,
  )
  t.match(
    fileReason(
      errorOf(() => writeFileSync(join(folder, 'none', 'file'), '')),
      'write',
    ),
    /^its folder does not/,
  )
  t.match(
    fileReason(
      errorOf(() => writeFileSync(folder, '')),
      'write',
    ),
    /^it is a folder/,
  )
  t.match(
    fileReason(
      errorOf(() => mkdirSync(inFile, { recursive: true })),
      'write',
    ),
    /a part of its path is a file/,
  )
})

t.test('reading and writing are told apart', async (t) => {
  const denied = Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' })
  t.match(fileReason(denied, 'read'), /may not read it/)
  t.match(fileReason(denied, 'write'), /may not write there/)
})

t.test('what has no words here keeps those of the system', async (t) => {
  t.equal(fileReason(Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' }), 'read'), 'EIO: i/o error, read')
  t.equal(fileReason(new Error('no code'), 'write'), 'no code')
  t.equal(fileReason('a text', 'write'), 'a text')
})
