import t from 'tap'
import { bridgehead, commandLine } from '../helpers/bridgehead.ts'

t.test('the same name has the public address outside and the inner one inside', async (t) => {
  const outside = await bridgehead(['resolve', 'mail.contoso.com', '--topology', 'ssl-offload'])
  t.match(outside.out, /^mail\.contoso\.com\.\s+\d+\s+IN\s+A\s+203\.0\.113\.10$/m)
  t.equal(outside.code, 0)
  const inside = await commandLine([
    'resolve',
    'mail.contoso.com',
    'a',
    '--topology',
    'ssl-offload',
    '--from',
    'intranet',
  ])
  t.match(inside.out, /192\.168\.16\.2$/m)
})

t.test('what does not exist is told so, exit status 1', async (t) => {
  const { code, out } = await commandLine(['resolve', 'nothing.contoso.com', '--topology', 'ssl-offload'])
  t.match(out, /NXDOMAIN/)
  t.equal(code, 1)
})

t.test('an unknown type and a missing topology are usage errors, exit status 2', async (t) => {
  t.equal((await commandLine(['resolve', 'a.test', 'BANANA', '--topology', 'ssl-offload'])).code, 2)
  const { code, err } = await commandLine(['resolve', 'a.test'])
  t.match(err, /--topology/)
  t.equal(code, 2)
})
