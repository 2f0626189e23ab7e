import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import t from 'tap'
import { createAuthority, createKeyStore, issue, readPemPair } from '../../certs/index.ts'

const keyStore = createKeyStore({ directory: t.testdir() })
const authority = await createAuthority({ commonName: 'Bridgehead Lab Public CA', keyStore })
const pair = await issue(authority, { names: ['mail.contoso.com'] })
const files = { cert: 'mail.pem', key: 'mail.key' }
const key = createPrivateKey(pair.privateKey)

t.test(
  'a certificate and its key are a pair, in one text or two, with whatever stands around the blocks',
  async (t) => {
    t.same(readPemPair(pair.certificate, pair.privateKey), pair)
    const all = `subject=CN=mail.contoso.com\n${pair.privateKey}issuer=CN=CA\n${pair.certificate}`.replaceAll(
      '\n',
      '\r\n',
    )
    t.same(readPemPair(all, all), pair)
  },
)

t.test('the leaf comes first, whatever its place, and the root goes', async (t) => {
  t.same(readPemPair(authority.certificate + pair.certificate, pair.privateKey), pair)
})

t.test('a self-signed certificate stays, though it is its own root', async (t) => {
  const own = {
    certificate: authority.certificate,
    privateKey: (await keyStore.key('authority Bridgehead Lab Public CA')).pem,
  }
  t.same(readPemPair(own.certificate, own.privateKey), own)
})

t.test('older forms of private keys are read', async (t) => {
  t.same(readPemPair(pair.certificate, key.export({ type: 'pkcs1', format: 'pem' }).toString()), pair)
})

t.test('each fault has its own message', async (t) => {
  const read = (certificate: string, privateKey: string) => () => readPemPair(certificate, privateKey, files)
  t.throws(read(pair.privateKey, pair.privateKey), { code: 'BH_ERR_PEM_NO_CERTIFICATE', message: /^mail\.pem/ })
  t.throws(read('', pair.privateKey), { code: 'BH_ERR_PEM_NO_CERTIFICATE' })
  t.throws(read(pair.certificate, pair.certificate), { code: 'BH_ERR_PEM_NO_KEY', message: /^mail\.key/ })
  const cipher = 'aes-256-cbc'
  const pkcs8 = key.export({ type: 'pkcs8', format: 'pem', cipher, passphrase: 'x' }).toString()
  t.throws(read(pair.certificate, pkcs8), { code: 'BH_ERR_PEM_KEY_ENCRYPTED', message: /-in mail\.key/ })
  const pkcs1 = key.export({ type: 'pkcs1', format: 'pem', cipher, passphrase: 'x' }).toString()
  t.throws(read(pair.certificate, pkcs1), { code: 'BH_ERR_PEM_KEY_ENCRYPTED' })
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const other = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  t.throws(read(pair.certificate, other), {
    code: 'BH_ERR_KEY_MISMATCH',
    message: /mail\.key.*CN=mail\.contoso\.com.*mail\.pem/,
  })
  t.throws(read(pair.certificate.replace(/MII\w{10}/, ''), pair.privateKey), { code: 'BH_ERR_CERT_UNREADABLE' })
  t.throws(read(pair.certificate, pair.privateKey.replace(/MII\w{10}/, '')), { code: 'BH_ERR_PEM_KEY_UNREADABLE' })
})
