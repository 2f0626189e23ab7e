import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { bridgehead } from '../helpers/bridgehead.ts'

t.test('authority, certificate, PFX and back', async (t) => {
  const cwd = await mkdtemp(join(tmpdir(), 'bridgehead-cli-'))
  t.teardown(() => rm(cwd, { recursive: true, force: true }))
  const run = async (...args: readonly string[]) => {
    const ended = await bridgehead(['certs', ...args], cwd)
    t.equal(ended.code, 0, `certs ${args[0]}: ${ended.err}`)
    return ended.out
  }
  await writeFile(join(cwd, 'pass'), 'secret words\n')

  await run('ca', '--name', 'Test CA')
  await run('issue', 'mail.contoso.com', 'autodiscover.contoso.com', '--ca', 'ca', '--out', 'mail')
  t.match(await run('inspect', 'mail.pem'), /names +mail\.contoso\.com, autodiscover\.contoso\.com/)
  await run('export', '--cert', 'mail.pem', '--key', 'mail.key', '--passphrase-file', 'pass', '--out', 'mail.pfx')
  await run('import', 'mail.pfx', '--passphrase-file', 'pass', '--out', 'again')
  t.equal(await readFile(join(cwd, 'again.pem'), 'utf8'), await readFile(join(cwd, 'mail.pem'), 'utf8'))

  await run('request', 'owa.contoso.com', '--out', 'owa')
  await run('issue', '--request', 'owa.csr', '--ca', 'ca')
  t.match(await run('inspect', 'owa.pem'), /owa\.contoso\.com/)

  if (process.platform !== 'win32') {
    for (const file of (await readdir(cwd)).filter((file) => file.endsWith('.key'))) {
      t.equal((await stat(join(cwd, file))).mode & 0o077, 0, `${file} is for its owner only`)
    }
  }

  await t.test('nothing is overwritten', async (t) => {
    const { code, err } = await bridgehead(['certs', 'ca'], cwd)
    t.equal(code, 2)
    t.match(err, /ca\.pem: it exists already/)
  })
  await t.test('a wrong passphrase has its own sentence', async (t) => {
    await writeFile(join(cwd, 'wrong'), 'other words\n')
    const { code, err } = await bridgehead(
      ['certs', 'import', 'mail.pfx', '--passphrase-file', 'wrong', '--out', 'x'],
      cwd,
    )
    t.equal(code, 2)
    t.match(err, /BH_ERR_PFX_PASSPHRASE/)
    t.notMatch(err, /other words/)
  })
  await t.test('a leaf is no authority', async (t) => {
    const { code, err } = await bridgehead(['certs', 'issue', 'a.test', '--ca', 'mail'], cwd)
    t.equal(code, 2)
    t.match(err, /BH_ERR_CERT_NO_AUTHORITY/)
  })
})
