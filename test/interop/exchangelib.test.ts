// EWS tried by exchangelib, a program of others, with NTLM through an edge that offloads.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { startLab } from '../../lab/index.ts'
import { run, withoutPythonModule } from './programs.ts'

const skip = withoutPythonModule('exchangelib') || withoutPythonModule('requests_ntlm')

t.test('exchangelib reads, sends, synchronises and meets', { skip }, async (t) => {
  await using lab = await startLab('ssl-offload')
  const { gateways } = await lab.state()
  const bundle = join(t.testdir(), 'ca.pem')
  writeFileSync(bundle, lab.ca)
  const script = join(import.meta.dirname, 'exchangelib_ews.py')
  const passwords = ['Bridge-Alice-1', 'Bridge-Bob-1']
  const output = await run('/usr/bin/python3', [script, gateways.internet, ...passwords], {
    REQUESTS_CA_BUNDLE: bundle,
  })
  const results = Object.fromEntries(
    output
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => {
        const { try: name, result }: { try: string; result: unknown } = JSON.parse(line)
        return [name, result]
      }),
  )
  t.match(
    results,
    {
      version: 'Exchange2013_SP1',
      tree: ['Calendar', 'Contacts', 'Deleted Items'],
      listed: ['Load balancer: the plan', 'Your mailbox has moved to Exchange 2013', 'Welcome'],
      filtered: [1, 2, 2, 2, 2, 0],
      sent: ['alice@contoso.com', '<b>hi</b>', '0001', false],
      synchronised: [3, ['read_flag_change']],
      folders: 1,
      meetings: [['2014-03-24T08:00:00+00:00', '2014-03-31T07:00:00+00:00', '2014-04-07T07:00:00+00:00'], 'Accept'],
      others: 'ErrorAccessDenied',
    },
    output,
  )
})
