import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { createKeyStore } from '../../certs/index.ts'

t.test('a slot holds the same key in the next run', async (t) => {
  const directory = t.testdir()
  const first = await createKeyStore({ directory }).key('mail')
  const second = await createKeyStore({ directory }).key('mail')
  t.equal(second.pem, first.pem)
  t.equal(second.object.asymmetricKeyDetails?.modulusLength, 2048)
})

t.test('calls for one slot at the same time wait for one generation; another slot has another key', async (t) => {
  const store = createKeyStore({ directory: t.testdir() })
  const [one, same, other] = await Promise.all([store.key('mail'), store.key('mail'), store.key('Mail')])
  t.equal(one, same)
  t.not(one.pem, other.pem)
})

t.test('a key without a slot is new each time and kept nowhere', async (t) => {
  const directory = t.testdir()
  const store = createKeyStore({ directory })
  const [one, other] = await Promise.all([store.key(), store.key()])
  t.not(one.pem, other.pem)
  t.same(readdirSync(directory), [])
})

t.test('many stores on one directory leave whole files, and nothing beside them', async (t) => {
  const directory = t.testdir()
  const stores = Array.from({ length: 4 }, () => createKeyStore({ directory }))
  await Promise.all(stores.map((store) => store.key('shared')))
  const files = readdirSync(join(directory, 'keys'))
  t.equal(files.length, 1)
  const kept = readFileSync(join(directory, 'keys', files[0] ?? ''), 'utf8')
  t.equal((await createKeyStore({ directory }).key('shared')).pem, kept)
})

t.test(
  'files are for their owner only',
  { skip: process.platform === 'win32' && 'Windows has no modes' },
  async (t) => {
    const directory = t.testdir()
    await createKeyStore({ directory }).key('mail')
    const [file = ''] = readdirSync(join(directory, 'keys'))
    t.equal(statSync(join(directory, 'keys', file)).mode & 0o777, 0o600)
    t.equal(statSync(join(directory, 'keys')).mode & 0o777, 0o700)
  },
)

t.test('a broken file is replaced', async (t) => {
  const directory = t.testdir()
  await createKeyStore({ directory }).key('mail')
  const [name = ''] = readdirSync(join(directory, 'keys'))
  const file = join(directory, 'keys', name)
  writeFileSync(file, readFileSync(file, 'utf8').slice(0, 300))
  const { pem } = await createKeyStore({ directory }).key('mail')
  t.equal(readFileSync(file, 'utf8'), pem)
})

t.test('without a place to write, keys are still made and kept in memory', async (t) => {
  const directory = join(t.testdir({ file: 'not a folder' }), 'file')
  const store = createKeyStore({ directory })
  t.equal((await store.key('mail')).pem, (await store.key('mail')).pem)
})

t.test('a kept text is made once, and again when it no longer fits', async (t) => {
  const directory = t.testdir()
  let made = 0
  const make = async () => `text ${++made}`
  const store = createKeyStore({ directory })
  t.equal(await store.keep('id', () => true, make), 'text 1')
  t.equal(await store.keep('id', () => true, make), 'text 1')
  t.equal(await createKeyStore({ directory }).keep('id', () => true, make), 'text 1')
  t.equal(await store.keep('id', (text) => text !== 'text 1', make), 'text 2')
  t.equal(await createKeyStore({ directory }).keep('id', () => true, make), 'text 2')
})

t.test('a failure to make is told and not remembered', async (t) => {
  const store = createKeyStore({ directory: t.testdir() })
  const broken = async (): Promise<string> => {
    throw new Error('no')
  }
  await t.rejects(
    store.keep('id', () => true, broken),
    { message: 'no' },
  )
  t.equal(
    await store.keep(
      'id',
      () => true,
      async () => 'yes',
    ),
    'yes',
  )
})
