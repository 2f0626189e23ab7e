import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { certificateCovers } from '../../certs/index.ts'

t.test('a name covers itself, whatever the case and the dot at the end', async (t) => {
  t.ok(certificateCovers(['mail.contoso.com'], 'mail.contoso.com'))
  t.ok(certificateCovers(['Mail.Contoso.Com'], 'mAIL.contoso.com.'))
  t.notOk(certificateCovers(['mail.contoso.com'], 'remote.contoso.com'))
  t.notOk(certificateCovers([], 'mail.contoso.com'))
})

t.test('a wildcard covers exactly one whole label', async (t) => {
  const names = ['*.contoso.com']
  t.ok(certificateCovers(names, 'mail.contoso.com'))
  t.ok(certificateCovers(names, 'MAIL.contoso.COM'))
  t.notOk(certificateCovers(names, 'contoso.com'))
  t.notOk(certificateCovers(names, 'a.mail.contoso.com'))
  t.notOk(certificateCovers(names, '.contoso.com'))
  t.notOk(certificateCovers(['m*.contoso.com'], 'mail.contoso.com'))
  t.notOk(certificateCovers(['mail.*.com'], 'mail.contoso.com'))
  t.notOk(certificateCovers(['*'], 'contoso'))
  t.notOk(certificateCovers(['*.com'], 'contoso.com'))
})

t.test('an address is covered by itself alone', async (t) => {
  t.ok(certificateCovers(['192.0.2.1'], '192.0.2.1'))
  t.ok(certificateCovers(['0:0:0:0:0:0:0:1'], '::1'))
  t.notOk(certificateCovers(['*.0.2.1'], '192.0.2.1'))
  t.notOk(certificateCovers(['mail.contoso.com'], '192.0.2.1'))
})

t.test('names of any kind give an answer', async () => {
  fc.assert(
    fc.property(fc.array(fc.string()), fc.string(), (names, host) => {
      assert.equal(typeof certificateCovers(names, host), 'boolean')
    }),
    { numRuns: 200 },
  )
})
