// PFX files as Windows and OpenSSL of several ages write them, made by the openssl program.

import { readFile, writeFile } from 'node:fs/promises'
import t from 'tap'
import { createAuthority, createKeyStore, fromPfx, issue } from '../../certs/index.ts'
import { openssl, withoutLegacy, withoutOpenssl } from './openssl.ts'

const keyStore = createKeyStore({ directory: t.testdir() })
const authority = await createAuthority({ commonName: 'Bridgehead Lab Public CA', keyStore })
const pair = await issue(authority, { names: ['mail.contoso.com'] })

t.test('files of openssl', { skip: withoutOpenssl }, async (t) => {
  const folder = t.testdir({
    'mail.crt': pair.certificate,
    'mail.key': pair.privateKey,
    'ca.crt': authority.certificate,
  })
  const make = async (name: string, ...options: readonly string[]) => {
    const file = `${folder}/${name}.pfx`
    openssl('pkcs12', '-export', '-out', file, '-passout', 'pass:P@ssw0rd', ...options)
    return readFile(file)
  }
  const both = ['-inkey', `${folder}/mail.key`, '-in', `${folder}/mail.crt`]
  const withChain = [...both, '-certfile', `${folder}/ca.crt`]
  const oldWindows = ['-certpbe', 'PBE-SHA1-3DES', '-keypbe', 'PBE-SHA1-3DES', '-macalg', 'sha1']

  const readable: readonly (readonly [string, readonly string[]])[] = [
    ['AES-256 and SHA-256, the default of OpenSSL 3', withChain],
    ['triple DES and SHA-1, as Windows before 2019', [...withChain, ...oldWindows]],
    ['AES-128 and SHA-384', [...both, '-certpbe', 'AES-128-CBC', '-keypbe', 'AES-128-CBC', '-macalg', 'sha384']],
    ['triple DES and SHA-512 MAC', [...both, '-keypbe', 'PBE-SHA1-3DES', '-macalg', 'sha512']],
    ['nothing encrypted', [...both, '-certpbe', 'NONE', '-keypbe', 'NONE']],
    ['no MAC', [...both, '-nomac']],
    ['100000 rounds', [...both, '-iter', '100000']],
  ]
  for (const [index, [title, options]] of readable.entries()) {
    t.test(`${title}: read, without the root`, async (t) => {
      t.same(await fromPfx(await make(`readable-${index}`, ...options), 'P@ssw0rd'), pair)
    })
  }

  t.test('a wrong passphrase without a MAC is found by decrypting', async (t) => {
    const pfx = await make('nomac', ...both, '-nomac')
    await t.rejects(fromPfx(pfx, 'wrong'), { code: 'BH_ERR_PFX_PASSPHRASE' })
  })

  t.test('a file without its private key is told as such', async (t) => {
    const pfx = await make('nokey', '-nokeys', '-in', `${folder}/mail.crt`)
    await t.rejects(fromPfx(pfx, 'P@ssw0rd', 'nokey.pfx'), {
      code: 'BH_ERR_PFX_NO_KEY',
      message: /nokey\.pfx holds no private key, only 1 certificate/,
    })
  })

  t.test('a file without a certificate is told as such', async (t) => {
    const pfx = await make('nocert', '-nocerts', '-inkey', `${folder}/mail.key`)
    await t.rejects(fromPfx(pfx, 'P@ssw0rd'), { code: 'BH_ERR_PFX_NO_CERTIFICATE' })
  })

  t.test('an elliptic key is read as well', async (t) => {
    openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', `${folder}/ec.key`)
    const subject = ['-subj', '/CN=ec.contoso.com', '-addext', 'subjectAltName=DNS:ec.contoso.com']
    openssl('req', '-x509', '-key', `${folder}/ec.key`, '-out', `${folder}/ec.crt`, ...subject)
    const pfx = await make('ec', '-inkey', `${folder}/ec.key`, '-in', `${folder}/ec.crt`)
    t.match((await fromPfx(pfx, 'P@ssw0rd')).certificate, /BEGIN CERTIFICATE/)
  })

  t.test('a chain with an intermediate comes leaf first, without the root', async (t) => {
    const extensions = ['-extensions', 'v3_ca', '-subj', '/CN=Intermediate']
    openssl(
      'req',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      `${folder}/i.key`,
      '-out',
      `${folder}/i.csr`,
      ...extensions,
    )
    const root = ['-subj', '/CN=Root', '-keyout', `${folder}/r.key`, '-out', `${folder}/r.crt`]
    openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...root)
    const sign = ['-req', '-CAcreateserial', '-days', '30']
    openssl(
      'x509',
      ...sign,
      '-in',
      `${folder}/i.csr`,
      '-CA',
      `${folder}/r.crt`,
      '-CAkey',
      `${folder}/r.key`,
      '-out',
      `${folder}/i.crt`,
    )
    openssl('req', '-new', '-key', `${folder}/mail.key`, '-subj', '/CN=mail.contoso.com', '-out', `${folder}/l.csr`)
    openssl(
      'x509',
      ...sign,
      '-in',
      `${folder}/l.csr`,
      '-CA',
      `${folder}/i.crt`,
      '-CAkey',
      `${folder}/i.key`,
      '-out',
      `${folder}/l.crt`,
    )
    const text = async (name: string) => readFile(`${folder}/${name}`, 'utf8')
    const heap = `${await text('r.crt')}${await text('i.crt')}${await text('l.crt')}`
    await writeFile(`${folder}/heap.crt`, heap)
    const pfx = await make('chain', '-inkey', `${folder}/mail.key`, '-in', `${folder}/heap.crt`)
    t.equal((await fromPfx(pfx, 'P@ssw0rd')).certificate, `${await text('l.crt')}${await text('i.crt')}`)
  })

  t.test('old algorithms', { skip: withoutLegacy }, async (t) => {
    t.test('RC2-40, as Windows XP to 7 wrote, which Node and OpenSSL 3 refuse: read', async (t) => {
      const pfx = await make('rc2-40', '-legacy', ...withChain)
      t.same(await fromPfx(pfx, 'P@ssw0rd'), pair)
      await t.rejects(fromPfx(pfx, 'wrong'), { code: 'BH_ERR_PFX_PASSPHRASE' })
    })
    for (const cipher of ['PBE-SHA1-RC2-128', 'PBE-SHA1-2DES']) {
      t.test(`${cipher}: read`, async (t) => {
        const pfx = await make(cipher, '-legacy', ...both, '-certpbe', cipher, '-keypbe', cipher)
        t.same(await fromPfx(pfx, 'P@ssw0rd'), pair)
      })
    }
    t.test('RC4 is not read: the message names it and the way out', async (t) => {
      const pfx = await make('rc4', '-legacy', ...both, '-certpbe', 'PBE-SHA1-RC4-128')
      await t.rejects(fromPfx(pfx, 'P@ssw0rd', 'old.pfx'), {
        code: 'BH_ERR_PFX_ALGORITHM',
        message: /old\.pfx is protected with 128-bit RC4.*openssl pkcs12 -legacy -in old\.pfx/,
      })
    })
  })
})
