// A team's own test, run with `node --test`: OWA behind an offloading load balancer answers, and stops to answer when
// someone (a cumulative update, say) makes its virtual directory require SSL again.

import assert from 'node:assert/strict'
import { Agent, get } from 'node:https'
import { after, before, test } from 'node:test'
import { runClient, type StartedLab, startLab } from 'bridgehead'

let lab: StartedLab
before(async () => {
  lab = await startLab('ssl-offload')
})
after(async () => {
  await lab[Symbol.asyncDispose]()
})

/** Asks as a client on the internet: through the lab's gateway, which resolves and dials as that client would. */
function status(url: string): Promise<number | undefined> {
  const agent = new Agent({ ca: lab.ca, proxyEnv: { HTTPS_PROXY: lab.gateways.internet } })
  return new Promise((resolve, reject) => {
    get(url, { agent }, (answer) => {
      answer.resume()
      answer.once('end', () => {
        agent.destroy()
        resolve(answer.statusCode)
      })
    }).once('error', reject)
  })
}

test('alice reads her Inbox through the load balancer', async () => {
  const result = await runClient(lab, 'ews.get-folder', { as: 'alice', with: { url: 'https://mail.contoso.com' } })
  assert.ok(result.ok, result.summary)
  assert.equal(result.facts['displayName'], 'Inbox')
})

test('OWA answers through the load balancer', async () => {
  assert.equal(await status('https://mail.contoso.com/owa/healthcheck.htm'), 200)
})

test('requiring SSL on the servers again breaks it, and the trace says where', async () => {
  for (const server of lab.exchangeServers.values()) {
    server.setVdir('owa', { sslFlags: 'Ssl' })
    server.recycle(server.poolOf('owa'))
  }
  assert.equal(await status('https://mail.contoso.com/owa/healthcheck.htm'), 403)
  const hop = lab.hops().findLast(({ hop, status }) => hop === 'front-end' && status === 403)
  assert.equal(hop?.scheme, 'http')
  assert.equal(hop?.subStatus, 4)
})
