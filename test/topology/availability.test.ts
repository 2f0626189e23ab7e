// The fields of a farm for servers that fail, are full or are taken out of use.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { FarmPlan } from '../../topology/edge-plan.ts'
import { readEdgeFile } from '../../topology/index.ts'

const file = join(t.testdir(), 'edge.yaml')

function read(farm: string): FarmPlan | undefined {
  writeFileSync(file, `listeners: [{ address: 127.0.0.1:0 }]\nfarms:\n  cas: ${farm}\nrules: [{ farm: cas }]\n`)
  return readEdgeFile(file).farms.get('cas')
}

t.test('a farm that says nothing of them is as it was', async (t) => {
  t.match(read('{ servers: [127.0.0.1:81, { address: 127.0.0.1:82, weight: 2 }], health: { path: /h } }'), {
    servers: [
      { weight: 1, state: 'available', maxRequests: undefined },
      { weight: 2, state: 'available', maxRequests: undefined },
    ],
    health: { fall: 1, rise: 1 },
    slowStart: 0,
    failures: undefined,
    minimumServers: 0,
    retries: 3,
    queue: { most: 100, wait: 5_000 },
  })
})

t.test('every field is read', async (t) => {
  const farm = `
    servers:
      - { address: 127.0.0.1:81, state: drain, maxRequests: 500 }
      - { address: 127.0.0.1:82, state: offline }
      - { address: 127.0.0.1:83, state: no-new-clients }
    health: { path: /h, fall: 3, rise: 2 }
    slowStart: 30s
    failures: { most: 10, within: 1m, pause: 5s, status: [502, 504] }
    minimumServers: 2
    retries: 0
    queue: { most: 0, wait: 250ms }`
  t.match(read(farm), {
    servers: [{ state: 'drain', maxRequests: 500 }, { state: 'offline' }, { state: 'no-new-clients' }],
    health: { fall: 3, rise: 2 },
    slowStart: 30_000,
    failures: { most: 10, within: 60_000, pause: 5_000, status: [502, 504] },
    minimumServers: 2,
    retries: 0,
    queue: { most: 0, wait: 250 },
  })
  t.same(read('{ servers: [127.0.0.1:81], failures: {} }')?.failures, {
    most: 5,
    within: 10_000,
    pause: 30_000,
    status: [],
  })
})

t.test('what cannot be is told, with what to do', async (t) => {
  for (const [farm, message] of [
    ['{ servers: [{ address: "127.0.0.1:81", state: down }] }', /available.*drain.*offline.*no-new-clients/],
    ['{ servers: [{ address: "127.0.0.1:81", maxRequests: 0 }] }', /at least 1, but got 0/],
    ['{ servers: [127.0.0.1:81], queue: { wait: 0s } }', /at least 1ms/],
    ['{ servers: [127.0.0.1:81], failures: { most: 0 } }', /at least 1, but got 0/],
    ['{ servers: [127.0.0.1:81], slowStart: 25d }', /at most 24d/],
    ['{ servers: [127.0.0.1:81], retrys: 2 }', /retries/],
    [
      '{ servers: [127.0.0.1:81], minimumServers: 2 }',
      /minimumServers is more than the farm has \(1\): health would never count; lower it/,
    ],
    [
      '{ servers: [127.0.0.1:81], passthrough: true, failures: { status: [502] } }',
      /status codes cannot be seen in TLS that is passed through; leave failures\.status out/,
    ],
  ] as const) {
    t.throws(() => read(farm), { message }, farm)
  }
})
