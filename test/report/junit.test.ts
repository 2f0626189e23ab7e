import { DOMParser } from '@xmldom/xmldom'
import t from 'tap'
import { renderJunit } from '../../report/junit.ts'
import { fixedRun } from './fixed-run.ts'

const document = new DOMParser({
  onError: (level, message) => {
    throw new Error(`${level}: ${message}`)
  },
}).parseFromString(renderJunit(fixedRun), 'text/xml')

const all = (name: string) => [...document.getElementsByTagName(name)]

t.test('totals stand on the root and on every suite', async (t) => {
  const [root] = all('testsuites')
  t.same(
    ['tests', 'failures', 'errors', 'skipped', 'time'].map((name) => root?.getAttribute(name)),
    ['3', '1', '1', '0', '1.600'],
  )
  t.same(
    all('testsuite').map((suite) => [
      suite.getAttribute('name'),
      suite.getAttribute('file'),
      suite.getAttribute('time'),
    ]),
    [
      ['split-dns', 'dns.yaml', '0.312'],
      ['owa-offloaded', 'owa.yaml', '1.250'],
      ['ports', 'ports.yaml', '0.003'],
    ],
  )
})

t.test('a case for every variant, with file and line', async (t) => {
  t.same(
    all('testcase').map((one) => ['name', 'classname', 'file', 'line'].map((name) => one.getAttribute(name))),
    [
      ['split-dns', 'essentials', 'dns.yaml', '1'],
      ['owa-offloaded (vdir=owa)', 'ssl-offload', 'owa.yaml', '1'],
      ['ports', 'mine.yaml', 'ports.yaml', '1'],
    ],
  )
})

t.test('a failure has hop, cause, expected and actual; what XML cannot hold is replaced', async (t) => {
  const [failure] = all('failure')
  t.equal(failure?.getAttribute('message'), 'cas1 still requires SSL on owa.')
  t.equal(failure?.getAttribute('type'), '403.4')
  t.match(failure?.textContent, 'edge lb → cas1:80')
  t.match(failure?.textContent, 'expected 200, actual 403')
  t.match(failure?.textContent, 'Offloading needs <every> step & "every" server.')
  const [error] = all('error')
  t.equal(error?.getAttribute('type'), 'BH_ERR_PORT_IN_USE')
  t.equal(error?.getAttribute('message'), 'Cannot listen on 127.0.0.1:80:? another program has it.')
})
