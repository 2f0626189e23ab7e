// dig, the program that admins trust, must see what the lab's own resolver sees.

import { execFile, spawnSync } from 'node:child_process'
import { promisify } from 'node:util'
import t from 'tap'
import type { DnsType } from '../../base/dns-answer.ts'
import { createResolver, startDnsServer } from '../../dns/index.ts'
import { intranetZones, publicZones } from './sample-zones.ts'

const program = 'dig'
const without = spawnSync(program, ['-v']).status === 0 ? false : 'dig is not installed'
const run = promisify(execFile)

const questions: readonly (readonly [string, DnsType])[] = [
  ['mail.contoso.com', 'A'],
  ['mail.contoso.com', 'AAAA'],
  ['MAIL.contoso.com', 'A'],
  ['autodiscover.contoso.com', 'A'],
  ['autodiscover.contoso.com', 'CNAME'],
  ['deep.contoso.com', 'AAAA'],
  ['cloud.contoso.com', 'A'],
  ['contoso.com', 'MX'],
  ['contoso.com', 'TXT'],
  ['dkim._domainkey.contoso.com', 'TXT'],
  ['_autodiscover._tcp.contoso.com', 'SRV'],
  ['contoso.com', 'NS'],
  ['contoso.com', 'SOA'],
  ['shop.web.contoso.com', 'A'],
  ['none.contoso.com', 'A'],
  ['lost.contoso.com', 'A'],
  ['mail.contoso.com', 'MX'],
  ['b.c.contoso.com', 'A'],
  ['fabrikam.com', 'A'],
]

t.test('dig agrees with the resolver', { skip: without }, async (t) => {
  const host = '127.0.0.1'
  const outside = await startDnsServer({ zones: publicZones })
  const inside = await startDnsServer({ zones: intranetZones, forwardTo: { host, port: outside.port } })
  t.teardown(async () => {
    await inside[Symbol.asyncDispose]()
    await outside[Symbol.asyncDispose]()
  })

  for (const [place, { port }] of [
    ['internet', outside],
    ['intranet', inside],
  ] as const) {
    const resolver = createResolver({ host, port })
    for (const transport of ['+notcp', '+tcp']) {
      t.test(`${place}, ${transport}`, async (t) => {
        const options = [transport, '+noall', '+answer', '+authority', '+comments']
        const { stdout } = await run(program, [`@${host}`, '-p', String(port), ...options, ...questions.flat()])
        // One run asks them all; each reply begins with this line.
        const replies = stdout.split(/^;; Got answer:$/m).slice(1)
        t.equal(replies.length, questions.length)
        for (const [index, [name, type]] of questions.entries()) {
          const answer = await resolver.resolve(name, type)
          const reply = replies[index] ?? ''
          const lines = reply.split('\n').filter((line) => line !== '' && !line.startsWith(';'))
          const seen = lines
            .map((line) => line.split(/\s+/))
            .map(([owner, ttl, , kind, ...value]) => [owner, ttl, kind, value.join(' ')])
          const own = answer.records.map((record) => [`${record.name}.`, String(record.ttl), record.type, record.value])
          const denial = answer.negativeTtl === undefined ? [] : seen.slice(-1)
          t.same(seen, [...own, ...denial], `${name} ${type}`)
          if (answer.negativeTtl !== undefined) t.match(denial, [[/./, String(answer.negativeTtl), 'SOA']])
          t.match(reply, new RegExp(`status: ${statuses[answer.status]},`))
          t.equal(/flags:[^;]* aa/.test(reply), answer.authoritative)
          // That the public server does not recurse is right, and dig says so.
          t.notMatch(reply, /WARNING(?!: recursion requested but not available)|malformed|mismatch/i)
        }
      })
    }
  }

  t.test('what dig complains about otherwise: cookies, ANY, old queries without EDNS, other versions', async (t) => {
    const dig = async (...options: readonly string[]) =>
      (await run(program, [`@${host}`, '-p', String(inside.port), ...options])).stdout
    for (const options of [
      ['mail.contoso.com', 'ANY'],
      ['mail.contoso.com', '+noedns'],
      ['mail.contoso.com', '+dnssec'],
      ['mail.contoso.com', '+subnet=192.0.2.0/24'],
    ]) {
      const text = await dig(...options)
      t.match(text, /status: NOERROR/, options.join(' '))
      t.notMatch(text, /WARNING|malformed/i, options.join(' '))
    }
    t.match(await dig('mail.contoso.com', '+edns=1', '+noednsneg'), /status: BADVERS/)
    t.match(await dig('contoso.com', 'AXFR'), /Transfer failed/)
  })
})

const statuses = {
  answer: 'NOERROR',
  nodata: 'NOERROR',
  nxdomain: 'NXDOMAIN',
  servfail: 'SERVFAIL',
  refused: 'REFUSED',
  timeout: 'none',
} as const
