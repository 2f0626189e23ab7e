import { X509Certificate } from 'node:crypto'
import { join } from 'node:path'
import t from 'tap'
import {
  createAuthority,
  createKeyStore,
  issue,
  loadAuthorities,
  loadCertificates,
  loadKeyPair,
  toPfx,
} from '../../certs/index.ts'

const keyStore = createKeyStore({ directory: t.testdir() })
const authority = await createAuthority({ commonName: 'Bridgehead Lab Public CA', keyStore })
const pair = await issue(authority, { names: ['mail.contoso.com'] })

t.test('files of every kind', async (t) => {
  const powershell = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('P@ssw0rd\r\n', 'utf16le')])
  const folder = t.testdir({
    'mail.pfx': await toPfx(pair, 'P@ssw0rd'),
    'zero.pfx': await toPfx(pair, '0pen'),
    'mail.pass': 'P@ssw0rd\nsecond line\n',
    'windows.pass': '\uFEFFP@ssw0rd\r\n',
    'powershell.pass': powershell,
    'zero.pass': '0pen',
    'latin1.pass': Buffer.from('pässwörd', 'latin1'),
    'powershell.pem': Buffer.from(`\uFEFF${pair.certificate}`, 'utf16le'),
    'big-endian.pem': Buffer.from(`\uFEFF${pair.certificate}`, 'utf16le').swap16(),
    'latin1.pem': Buffer.from(`subject=O=Société\n${pair.certificate}`, 'latin1'),
    'mail.pem': pair.certificate,
    'mail.key': pair.privateKey,
    'mail.cer': new X509Certificate(pair.certificate).raw,
    'ca.pem': authority.certificate + pair.certificate,
    'ca.cer': new X509Certificate(authority.certificate).raw,
  })
  const at = (name: string) => join(folder, name)
  const pfx = (passphraseFile: string | undefined, passphrase: string | undefined, file = 'mail.pfx') =>
    loadKeyPair({ kind: 'pfx', pfx: at(file), passphrase, passphraseFile })

  t.test('a PFX, with its passphrase in the first line of a file of any making', async (t) => {
    for (const name of ['mail.pass', 'windows.pass', 'powershell.pass'])
      t.same(await pfx(at(name), undefined), pair, name)
    t.same(await pfx(at('zero.pass'), undefined, 'zero.pfx'), pair)
    t.same(await pfx(undefined, 'P@ssw0rd'), pair)
  })

  t.test('PEM, and a binary .cer', async (t) => {
    t.same(await loadKeyPair({ kind: 'pem', cert: at('mail.pem'), key: at('mail.key') }), pair)
    t.same(await loadKeyPair({ kind: 'pem', cert: at('mail.cer'), key: at('mail.key') }), pair)
  })

  t.test('certificates alone, told by their bytes', async (t) => {
    const open = (name: string) => loadCertificates({ file: at(name), passphraseFile: at('mail.pass') })
    for (const name of ['mail.pem', 'mail.cer', 'powershell.pem', 'big-endian.pem', 'latin1.pem', 'mail.pfx']) {
      t.match(await open(name), pair.certificate, name)
    }
    t.equal(await open('ca.pem'), authority.certificate + pair.certificate)
    await t.rejects(open('mail.key'), { code: 'BH_ERR_PEM_NO_CERTIFICATE' })
  })

  t.test('authorities to trust', async (t) => {
    t.same(await loadAuthorities(at('ca.pem')), [authority.certificate, pair.certificate])
    t.same(await loadAuthorities(at('ca.cer')), [authority.certificate])
    await t.rejects(loadAuthorities(at('mail.key')), { code: 'BH_ERR_PEM_NO_CERTIFICATE' })
  })

  t.test('every error names its file', async (t) => {
    const missing = at('none.pfx')
    await t.rejects(loadKeyPair({ kind: 'pfx', pfx: missing, passphrase: 'x', passphraseFile: undefined }), {
      code: 'BH_ERR_CERT_FILE',
      message: `Cannot read ${missing}: there is no such file; check the name and the folder.`,
    })
    const error: unknown = await pfx(at('mail.key'), undefined).catch((reason: unknown) => reason)
    t.match(error, { code: 'BH_ERR_PFX_PASSPHRASE' })
    t.ok(String(error).includes(at('mail.pfx')))
    await t.rejects(loadKeyPair({ kind: 'pem', cert: at('mail.pem'), key: folder }), {
      code: 'BH_ERR_CERT_FILE',
      message: /it is a folder/,
    })
    await t.rejects(loadAuthorities(at('no.pem')), { code: 'BH_ERR_CERT_FILE' })
    await t.rejects(loadAuthorities(at('mail.pem/x')), {
      code: 'BH_ERR_CERT_FILE',
      message: /a part of its path is a file/,
    })
    await t.rejects(pfx(undefined, undefined), { code: 'BH_ERR_PFX_PROTECTED', message: /passphraseFile/ })
    await t.rejects(pfx(at('latin1.pass'), undefined), { code: 'BH_ERR_CERT_FILE', message: /latin1\.pass.*UTF-8/ })
  })
})
