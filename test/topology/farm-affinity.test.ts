import { resolve } from 'node:path'
import t from 'tap'
import { planEdge } from '../../topology/plan.ts'
import { readEdge } from '../../topology/read.ts'

const planOf = (affinity: string, rest = '') => {
  const farm = `servers: [127.0.0.1:8081], affinity: ${affinity}${rest}`
  const text = `listeners: [{ address: 127.0.0.1:8080 }]\nfarms:\n  cas: { ${farm} }\nrules: [{ farm: cas }]\n`
  const { edge, locate } = readEdge(text, { file: 'folder/edge.yaml' })
  return planEdge(edge, locate, 'folder/edge.yaml').farms.get('cas')?.affinity
}
const minutes = 60_000

t.test('each form, with its defaults', async (t) => {
  const off = { cookie: undefined, hostName: undefined, source: undefined }
  const cookie = { name: 'ARRAffinity', secret: undefined, secretFile: undefined }
  t.same(planOf('{ cookie: ARRAffinity }'), { ...off, cookie })
  t.same(planOf('{ hostName: true }'), { ...off, hostName: { servers: 1, idle: 20 * minutes } })
  t.same(planOf('{ hostName: { servers: 3 } }'), { ...off, hostName: { servers: 3, idle: 20 * minutes } })
  t.same(planOf('{ hostName: { idle: 5m } }'), { ...off, hostName: { servers: 1, idle: 5 * minutes } })
  t.same(planOf('{ source: true }'), { ...off, source: { idle: 20 * minutes } })
  t.same(planOf('{ source: { idle: 1h } }', ', passthrough: true'), { ...off, source: { idle: 60 * minutes } })
  t.same(planOf('{ cookie: A, hostName: true, source: false }'), {
    cookie: { ...cookie, name: 'A' },
    hostName: { servers: 1, idle: 20 * minutes },
    source: undefined,
  })
  t.equal(planOf('{ source: false }'), undefined, 'off')
})

t.test('a secret, in clear or in a file beside the edge file', async (t) => {
  t.match(planOf('{ cookie: A, secretFile: pki/affinity.key }'), {
    cookie: { secret: undefined, secretFile: resolve('folder/pki/affinity.key') },
  })
  t.match(planOf('{ cookie: A, secret: 0123456789abcdef }'), { cookie: { secret: '0123456789abcdef' } })
})

t.test('what is missing or excludes each other is told, and a secret never', async (t) => {
  const cases: readonly (readonly [affinity: string, message: RegExp])[] = [
    ['{}', /:3:\d+: affinity needs something to go by: cookie, hostName or source/],
    ['{ source: true, secretFile: x }', /secretFile signs a cookie; name one with cookie/],
    ['{ source: true, secret: hidden-hidden-hidden }', /secret signs a cookie; name one with cookie/],
    ['{ cookie: A, secretFile: x, secret: hidden-hidden-hidden }', /secret and secretFile exclude each other/],
    ['{ cookie: A, secret: hidden }', /expected text of at least 16 characters, but got a string/],
    ['{ cookie: A, secret: [hidden] }', /expected text, but got a list/],
    ['{ cookie: A, secret: 4711 }', /expected text, but got a number/],
    ['{ hostName: { servers: 0 } }', /expected a number of at least 1, but got 0/],
    ['{ hostName: yes please }', /expected true or false or a map of keys, but got "yes please"/],
    ['{ source: { idle: 0s } }', /expected a duration of at least 1ms/],
    ['{ source: { servers: 2 } }', /unknown key "servers"/],
  ]
  for (const [affinity, message] of cases) {
    t.throws(() => planOf(affinity), { message }, affinity)
    try {
      planOf(affinity)
    } catch (error) {
      t.notMatch(String(error), /hidden|4711/)
    }
  }
})

t.test('a cookie cannot be seen in TLS that is passed through; a name in the hello can', async (t) => {
  t.equal(planOf('{ cookie: A }', ', passthrough: true'), undefined)
  t.match(planOf('{ hostName: true }', ', passthrough: true'), { hostName: { servers: 1 } })
})
