import { X509Certificate } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { commandLine, workIn } from '../helpers/bridgehead.ts'

t.test('authority, certificate, PFX and back', async (t) => {
  const cwd = await mkdtemp(join(tmpdir(), 'bridgehead-cli-'))
  t.teardown(() => rm(cwd, { recursive: true, force: true }))
  workIn(t, cwd)
  const run = async (...args: readonly string[]) => {
    const ended = await commandLine(['certs', ...args])
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
    const { code, err } = await commandLine(['certs', 'ca'])
    t.equal(code, 2)
    t.match(err, /ca\.pem: it exists already/)
  })
  await t.test('a wrong passphrase has its own sentence', async (t) => {
    await writeFile(join(cwd, 'wrong'), 'other words\n')
    const { code, err } = await commandLine(['certs', 'import', 'mail.pfx', '--passphrase-file', 'wrong', '--out', 'x'])
    t.equal(code, 2)
    t.match(err, /BH_ERR_PFX_PASSPHRASE/)
    t.notMatch(err, /other words/)
  })
  await t.test('a leaf is no authority', async (t) => {
    const { code, err } = await commandLine(['certs', 'issue', 'a.test', '--ca', 'mail'])
    t.equal(code, 2)
    t.match(err, /BH_ERR_CERT_NO_AUTHORITY/)
  })

  const refused = async (t: Test, args: readonly string[], ...wanted: readonly RegExp[]) => {
    const { code, out, err } = await commandLine(['certs', ...args])
    t.equal(code, 2, `certs ${args.join(' ')}: ${out}`)
    for (const pattern of wanted) t.match(err, pattern)
    t.equal(out, '')
    return err
  }
  const powershell = (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le')

  await t.test('a passphrase file of any making gives the same PFX to all commands', async (t) => {
    await writeFile(join(cwd, 'powershell.pass'), powershell('secret words\r\n'))
    await writeFile(join(cwd, 'notepad.pass'), '\uFEFFsecret words\r\n')
    for (const maker of ['powershell', 'notepad']) {
      const files = ['--cert', 'mail.pem', '--key', 'mail.key', '--passphrase-file', `${maker}.pass`]
      await run('export', ...files, '--out', `${maker}.pfx`)
      t.match(await run('inspect', `${maker}.pfx`, '--passphrase-file', 'pass'), /mail\.contoso\.com/)
    }
    await writeFile(join(cwd, 'latin1.pass'), Buffer.from('pässwörd', 'latin1'))
    const files = ['--cert', 'mail.pem', '--key', 'mail.key', '--passphrase-file', 'latin1.pass']
    await refused(t, ['export', ...files, '--out', 'latin1.pfx'], /latin1\.pass: it is not text; save it as UTF-8/)
  })

  await t.test('inspect reads what certificates come in, whatever the ending', async (t) => {
    const pem = await readFile(join(cwd, 'mail.pem'), 'utf8')
    await writeFile(join(cwd, 'der.cer'), new X509Certificate(pem).raw)
    await writeFile(join(cwd, 'powershell.pem'), powershell(pem))
    await writeFile(join(cwd, 'pfx.bin'), await readFile(join(cwd, 'mail.pfx')))
    await writeFile(join(cwd, 'pem.pfx'), pem)
    const wanted = await run('inspect', 'mail.pem')
    for (const file of ['der.cer', 'powershell.pem', 'pfx.bin', 'pem.pfx']) {
      t.equal(await run('inspect', file, '--passphrase-file', 'pass'), wanted, file)
    }
  })

  await t.test('inspect speaks to people', async (t) => {
    const mail = await run('inspect', 'mail.pem')
    t.match(mail, /^subject +CN=mail\.contoso\.com$/m)
    t.match(mail, /^issuer +CN=Test CA, O=Bridgehead$/m)
    t.match(mail, /^valid from +\d{4}-\d\d-\d\d \d\d:\d\d UTC$/m)
    t.match(mail, /^valid until +\d{4}-\d\d-\d\d \d\d:\d\d UTC \(39\d days left\)$/m)
    t.match(mail, /^key +RSA 2048$/m)
    t.match(mail, /^serial +[0-9a-f]{32}$/m)
    t.match(mail, /^fingerprint SHA-256 +[0-9a-f]{64}$/m)
    t.match(mail, /^thumbprint SHA-1 +[0-9A-F]{40}$/m)
    t.match(mail, /^self-signed +no$/m)
    t.match(mail, /^authority +no$/m)
    t.notMatch(mail, /chain|[{}]|[a-z][A-Z]/)
    const heap = (await readFile(join(cwd, 'mail.pem'), 'utf8')) + (await readFile(join(cwd, 'ca.pem'), 'utf8'))
    await writeFile(join(cwd, 'heap.pem'), heap)
    t.match(await run('inspect', 'heap.pem'), /^chain +CN=Test CA, O=Bridgehead$/m)
    t.match(await run('inspect', 'ca.pem'), /^authority +yes$/m)
  })

  await t.test('inspect speaks to programs', async (t) => {
    t.match(JSON.parse(await run('inspect', 'mail.pem', '--format', 'json')), {
      subject: 'CN=mail.contoso.com',
      names: ['mail.contoso.com', 'autodiscover.contoso.com'],
      key: { type: 'rsa', bits: 2048 },
      chain: [],
    })
    await refused(t, ['inspect', 'mail.pem', '--format', 'xml'], /Allowed choices are text, json/)
  })

  await t.test('a PFX without its passphrase: the way out is an option of the command', async (t) => {
    for (const command of ['inspect', 'import']) {
      const error = await refused(t, [command, 'mail.pfx'], /mail\.pfx needs a passphrase.*--passphrase-file/)
      t.notMatch(error, /passphraseFile/)
    }
    const error = await refused(
      t,
      ['inspect', 'mail.pfx', '--passphrase-file', 'wrong'],
      /does not open mail\.pfx.*--passphrase-file/,
    )
    t.notMatch(error, /passphraseFile/)
  })

  await t.test('a file that cannot be read: why, in words', async (t) => {
    const sentences = [
      await refused(t, ['inspect', 'none.pem'], /Cannot read none\.pem: there is no such file/),
      await refused(t, ['inspect', cwd], /it is a folder/),
      await refused(t, ['inspect', 'mail.pem/x'], /a part of its path is a file/),
      await refused(
        t,
        ['issue', '--request', 'none.csr', '--ca', 'ca'],
        /Cannot read none\.csr: there is no such file/,
      ),
    ]
    for (const sentence of sentences) t.notMatch(sentence, /relative to|illegal operation|\bE[A-Z]{4,}:/)
  })

  await t.test('nothing is left half done', async (t) => {
    await writeFile(join(cwd, 'half.key'), 'a key of old')
    const before = await readdir(cwd)
    const error = await refused(
      t,
      ['ca', '--out', 'half'],
      /half\.key: it exists already.*[Rr]emove it or choose another --out/,
    )
    t.notMatch(error, /where you may write/)
    t.equal(await readFile(join(cwd, 'half.key'), 'utf8'), 'a key of old')
    await refused(
      t,
      ['ca', '--out', 'mail.pem/inner'],
      /Cannot write mail\.pem.inner\.pem: a part of its path is a file/,
    )
    t.same(await readdir(cwd), before)
  })

  await t.test('days are a whole number', async (t) => {
    for (const days of ['abc', '0', '-3', '1.5', '']) {
      await refused(t, ['issue', 'a.test', '--ca', 'ca', `--days=${days}`], /--days.*Give a whole number from 1 up/)
    }
    await refused(t, ['issue', 'a.test', '--ca', 'ca', '--days', '826'], /at most 825 days/)
    t.notMatch(
      await refused(t, ['issue', 'a.test', '--ca', 'ca', '--days', '99999999999'], /at most 825 days/),
      /invalid/,
    )
  })

  await t.test('names and a request exclude each other', async (t) => {
    await refused(
      t,
      ['issue', 'a.test', '--request', 'owa.csr', '--ca', 'ca', '--out', 'both'],
      /BH_ERR_USAGE/,
      /names or --request/,
      /certs issue --help/,
    )
  })

  await t.test('a request that PowerShell saved is answered', async (t) => {
    await writeFile(join(cwd, 'saved.csr'), powershell(await readFile(join(cwd, 'owa.csr'), 'utf8')))
    t.match(await run('issue', '--request', 'saved.csr', '--ca', 'ca'), /saved\.pem/)
  })
})
