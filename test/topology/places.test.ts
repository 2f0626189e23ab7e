import t from 'tap'
import { parseYaml } from '../../topology/yaml/source.ts'

const text = `hosts:
  cas1: &server
    role: exchange
    ports: [80, 443]
  cas2: *server
  25: {}
  none:
`
const { locate, value } = parseYaml(text, 'lab.yaml')
const at = (...path: (string | number)[]): string => {
  const { line, column } = locate(path)
  return `${line}:${column}`
}

t.test('a value has the place where it begins, its key the place before', async (t) => {
  t.equal(at('hosts', 'cas1', 'role'), '3:11')
  t.strictSame(locate(['hosts', 'cas1', 'role'], 'key'), { file: 'lab.yaml', line: 3, column: 5 })
  t.equal(at('hosts', 'cas1', 'ports', 1), '4:17')
  t.equal(at('hosts', '25'), '6:7')
})

t.test('what stands behind an alias has the place of the anchor', async (t) => {
  t.equal(at('hosts', 'cas2', 'role'), '3:11')
  t.match(value, { hosts: { cas2: { role: 'exchange' } } })
})

t.test('what is missing has the place of the key that it would stand under', async (t) => {
  t.equal(at('hosts', 'cas1', 'vdirs', 'owa'), '2:3')
  t.equal(at('hosts', 'none'), '7:3')
  t.equal(at('hosts', 'none', 'deeper'), '7:3')
  t.equal(at('hosts', 'cas1', 'ports', 5), '4:5')
  t.equal(at('nowhere'), '1:1')
})

t.test('an empty file has a first line', async (t) => {
  t.strictSame(parseYaml('', 'x').locate([]), { file: 'x', line: 1, column: 1 })
})
