import { access, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { Agent, get } from 'node:https'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import type { LabState } from '../../lab/types.ts'
import { bridgehead, noSignals, startBridgehead } from '../helpers/bridgehead.ts'
import { freePort } from '../helpers/free-port.ts'

t.test('up brings a lab up, writes its state, and leaves nothing behind', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'bridgehead-cli-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'state.json')
  const port = await freePort()
  const published = ['--publish', 'lb:443=127.0.0.1:0', '--publish', `router:443=127.0.0.1:${port}`]
  const command = startBridgehead(['up', 'ssl-offload', '--state', file, ...published])
  t.teardown(() => command.child.kill('SIGKILL'))
  const text = await command.until(() => readFile(file, 'utf8'), 'write the state file')
  const state: LabState = JSON.parse(text)

  t.equal(state.topology, 'ssl-offload')
  t.equal(state.pid, command.child.pid)
  t.match(state.users, [{ user: 'alice', domain: 'CONTOSO' }])
  for (const vantage of ['internet', 'intranet'] as const) {
    t.match(state.gateways[vantage], /^http:\/\/127\.0\.0\.1:\d+$/)
    t.match(state.dns[vantage], /^127\.0\.0\.1:\d+$/)
    t.match(state.entries[vantage]['mail.contoso.com:443'], /^127\.0\.0\.1:\d+$/)
  }
  t.match(state.hosts['cas1']?.['192.168.16.11:444'], /^127\.0\.0\.1:\d+$/)

  await t.test('a program reaches it through a gateway, the printed port, and the one asked for', async (t) => {
    const ca = await readFile(state.ca, 'utf8')
    const url = 'https://mail.contoso.com/owa/healthcheck.htm'
    const byGateway = new Agent({ ca, proxyEnv: { HTTPS_PROXY: state.gateways.internet } })
    t.equal(await statusOf(url, byGateway), 200)
    const printed = Number(state.entries.internet['mail.contoso.com:443']?.split(':')[1])
    for (const each of [printed, port]) {
      const agent = new Agent({ ca, servername: 'mail.contoso.com' })
      t.equal(await statusOf(`https://127.0.0.1:${each}/owa/healthcheck.htm`, agent, 'mail.contoso.com'), 200)
    }
  })

  await t.test('the control API answers programs, not web pages', async (t) => {
    const answer = await fetch(`${state.control}/edges`)
    t.match(await answer.json(), { lb: [{ healthy: true }] })
    t.equal((await fetch(`${state.control}/edges`, { headers: { origin: 'https://evil.example' } })).status, 403)
  })

  if (noSignals) return t.comment(noSignals)
  const { code } = await command.end('SIGINT')
  t.equal(code, 0)
  await t.rejects(access(file), 'the state file is gone')
  await t.rejects(access(state.ca), 'the CA file is gone')
  t.equal(await refused(Number(state.dns.internet.split(':')[1])), true, 'no port is left')
})

function statusOf(url: string, agent: Agent, host?: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get(url, { agent, ...(host === undefined ? {} : { headers: { host } }) }, (answer) => {
      answer.resume().once('end', () => {
        agent.destroy()
        resolve(answer.statusCode)
      })
    }).once('error', reject)
  })
}

function refused(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('error', () => resolve(true))
    socket.once('connect', () => {
      socket.destroy()
      resolve(false)
    })
  })
}

t.test('what cannot be published is told before anything is printed: exit status 2', async (t) => {
  for (const [publish, sentence] of [
    ['lb:9999=127.0.0.1:0', /Nothing of the lab listens on 192\.168\.16\.2:9999\. .* \[BH_ERR_NOTHING_TO_PUBLISH\]/],
    ['lb:443=0.0.0.0:8443', /--publish wants host:port=127\.0\.0\.1:port, not "lb:443=0\.0\.0\.0:8443"/],
    ['lb:443=127.0.0.1:0=x', /--publish wants host:port=127\.0\.0\.1:port/],
    ['nope:443=127.0.0.1:0', /no host named nope in this topology/],
  ] as const) {
    const { code, out, err } = await bridgehead(['up', 'ssl-offload', '--publish', publish])
    t.match(err, sentence)
    t.equal(out, '')
    t.equal(code, 2)
  }
})

t.test('a state file that cannot be written leaves no half one', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'bridgehead-cli-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  await mkdir(join(folder, 'state.json'))
  const { code, err } = await bridgehead(['up', 'ssl-offload', '--state', join(folder, 'state.json')])
  t.equal(code, 2)
  t.match(err, /BH_ERR_WRITE/)
  t.same(await readdir(folder), ['state.json'])
})

t.test('a terminal that is closed ends it as tidily as Ctrl-C', { skip: noSignals }, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'bridgehead-cli-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const command = startBridgehead(['up', 'essentials', '--state', join(folder, 'state.json')], {
    env: { TMPDIR: folder },
  })
  await command.says(/Ctrl-C ends it/)
  t.equal((await command.end('SIGHUP')).code, 0)
  t.same(await readdir(folder), [])
})
