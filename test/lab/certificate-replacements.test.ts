import t from 'tap'
import { createReplacements } from '../../lab/certificate-replacements.ts'
import type { StartedExchange } from '../../mock-exchange/types.ts'

const pair = (name: string) => ({ certificate: name, privateKey: name })

t.test('the last certificate put is shown; those below come back as the ones above are taken away', async (t) => {
  const shown: string[] = []
  const server = { setCertificate: ({ certificate }: { certificate: string }) => shown.push(certificate) }
  const replacements = createReplacements(() => pair('own'))
  const put = (name: string) => replacements.put(server as unknown as StartedExchange, pair(name))
  const first = put('first')
  const second = put('second')
  second()
  second()
  first()
  const third = put('third')
  const fourth = put('fourth')
  third()
  fourth()
  t.same(shown, ['first', 'second', 'first', 'own', 'third', 'fourth', 'fourth', 'own'])
})
