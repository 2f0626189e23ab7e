import fc from 'fast-check'
import t from 'tap'
import { matchedPath, vdirOf } from '../../../mock-exchange/iis/paths.ts'

t.test('a path is decoded once, without dot segments, in lower case', async (t) => {
  const cases: [string, string | undefined][] = [
    ['/', '/'],
    ['/OWA/?A=B', '/owa/'],
    ['/a/./b/../C', '/a/c'],
    ['/a/..', '/'],
    ['/a/b/.', '/a/b/'],
    ['/../../x', '/x'],
    ['/%4fwa%2f%2e%2e/ecp', '/ecp'],
    ['/a%5c..%5cb', '/b'],
    ['/%2561', '/%61'],
    ['//x', '//x'],
    ['*', undefined],
    ['x', undefined],
    ['/%zz', undefined],
    ['/%c3', undefined],
    ['/%0a', undefined],
  ]
  for (const [target, path] of cases) t.equal(matchedPath(target), path, target)
})

t.test('no spelling leaves a dot segment, a backslash or a capital', async () => {
  const piece = fc.constantFrom('/', '.', '..', '%2e', '%2F', '\\', '%5C', 'Owa', 'ecp', '%', '?', 'é', '%C3%A9', '%00')
  const target = fc.array(piece).map((pieces) => `/${pieces.join('')}`)
  fc.assert(
    fc.property(fc.oneof(target, fc.string()), (text) => {
      const path = matchedPath(text)
      if (path === undefined) return true
      const segments = path.split('/')
      return (
        path.startsWith('/') &&
        path === path.toLowerCase() &&
        !path.includes('\\') &&
        !segments.includes('.') &&
        !segments.includes('..')
      )
    }),
  )
})

t.test('the first segment names the vdir', async (t) => {
  t.equal(vdirOf('/owa'), 'owa')
  t.equal(vdirOf('/microsoft-server-activesync/x'), 'Microsoft-Server-ActiveSync')
  t.equal(vdirOf('/rpcwithcert/rpcproxy.dll'), 'Rpc')
  t.equal(vdirOf('/'), undefined)
  t.equal(vdirOf('/owax'), undefined)
  t.equal(vdirOf('/__proto__'), undefined)
})
