import t from 'tap'
import type { EdgeActivity } from '../../../cli/top/rates.ts'
import { viewLines } from '../../../cli/top/view.ts'

const plain = { style: (_: unknown, text: string) => text }
const coloured = { style: (format: unknown, text: string) => `<${format}>${text}</>` }
const quiet = {
  state: 'available',
  requestsPerSecond: 0,
  errorsPerSecond: 0,
  medianMilliseconds: undefined,
  p99Milliseconds: undefined,
  requestBytesPerSecond: 0,
  responseBytesPerSecond: 0,
  requestsInFlight: 0,
  connections: 0,
}
const activity: EdgeActivity = {
  edge: 'front',
  ready: false,
  reasons: ['No server of farm legacy is healthy and in service. old:80: connect-refused.'],
  seconds: 1,
  total: {
    ...quiet,
    requestsPerSecond: 1234.4,
    errorsPerSecond: 0.5,
    medianMilliseconds: 1.26,
    p99Milliseconds: 48,
    requestBytesPerSecond: 999,
    responseBytesPerSecond: 1_234_567,
    requestsInFlight: 3,
    connections: 17,
    tunnels: 2,
  },
  servers: [
    {
      ...quiet,
      farm: 'cas',
      server: '192.168.16.11:80',
      healthy: true,
      reason: undefined,
      requestsPerSecond: 1234.4,
      errorsPerSecond: 0.5,
      medianMilliseconds: 1.26,
      p99Milliseconds: 48,
      responseBytesPerSecond: 1_234_567,
      connections: 4,
    },
    { ...quiet, farm: 'legacy', server: 'old:80', healthy: false, reason: 'connect-refused' },
  ],
}

t.test('totals, a row for each server, and why the edge is not ready', async (t) => {
  t.same(viewLines(activity, plain, { columns: undefined, rows: undefined }), [
    'front: NOT READY, 1 of 2 servers up',
    '1234 requests/s, 0.5 errors/s, 3 in flight, p50 1.3 ms, p99 48 ms, in 999 B/s, out 1.2M B/s, 17 clients connected, 2 tunnels',
    '',
    'FARM    SERVER            STATE  BUSY  REQ/S  ERR/S  P50 MS  P99 MS  IN B/S  OUT B/S  CONN',
    'cas     192.168.16.11:80  up        0   1234    0.5     1.3      48       0     1.2M     4',
    'legacy  old:80            DOWN      0      0      0       -       -       0        0     0',
    '',
    'No server of farm legacy is healthy and in service. old:80: connect-refused.',
  ])
})

t.test('whatever the width, no line is wider, and what matters most stays', async (t) => {
  for (let columns = 200; columns > 0; columns--) {
    const lines = viewLines(activity, plain, { columns, rows: undefined })
    const widest = Math.max(...lines.map((line) => line.length))
    t.ok(widest <= columns, `${widest} of ${columns}`)
  }
  const header = (columns: number) =>
    viewLines(activity, plain, { columns, rows: undefined }).find((line) => line.includes('SERVER'))
  t.equal(header(80), 'FARM    SERVER            STATE  BUSY  REQ/S  ERR/S  P50 MS  P99 MS  OUT B/S')
  t.equal(header(40), 'SERVER            STATE  REQ/S  ERR/S')
  t.equal(header(30), 'SERVER            STATE  REQ/S')
})

t.test('a server that is down says why, though its farm has others', async (t) => {
  const ready = { ...activity, ready: true, reasons: [] }
  const servers = activity.servers.map((server) => ({ ...server, farm: 'cas' }))
  t.equal(
    viewLines({ ...ready, servers }, plain, { columns: 100, rows: undefined }).at(-1),
    'old:80 of farm cas: connect-refused',
  )
  t.match(viewLines(ready, plain, { columns: 100, rows: undefined }).at(-1), /^legacy /)
})

t.test('a server that an administrator took out is not up, however healthy', async (t) => {
  const servers = activity.servers.map((server) => ({ ...server, farm: 'cas', state: 'drain' as const }))
  const lines = viewLines({ ...activity, servers }, plain, { columns: undefined, rows: undefined })
  t.equal(lines[0], 'front: NOT READY, 0 of 2 servers up')
  t.match(lines[4], /192\.168\.16\.11:80 +drain/)
  t.same(lines.slice(7), activity.reasons, 'why no server is in use is said once')
})

t.test('what a server says of itself cannot steer the terminal', async (t) => {
  const reasons = ['its certificate is for \x1b[2Jmail\x9b2J.test\x07']
  const lines = viewLines({ ...activity, reasons }, plain, { columns: 100, rows: undefined })
  t.equal(lines.at(-1), 'its certificate is for ?[2Jmail?2J.test?')
})

t.test('a low terminal says that there is more', async (t) => {
  const lines = viewLines(activity, plain, { columns: 100, rows: 6 })
  t.equal(lines.length, 6)
  t.match(lines.at(-1), /^… \d lines more$/)
})

t.test('colours are for what is wrong, and do not count as width', async (t) => {
  const lines = viewLines(activity, coloured, { columns: 100, rows: undefined })
  t.match(lines[0], /^<bold,red>front/)
  t.ok(lines.some((line) => /^<yellow>cas /.test(line)))
  t.ok(lines.some((line) => /^<red>legacy /.test(line)))
})
