// A real browser through the lab's gateway and the edge: what a person does, and OWA's one script. It is driven by the
// Chrome DevTools Protocol; without Chromium on the machine the test is skipped.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { waitUntil } from '../../../base/deadline.ts'
import { runClient, startLab } from '../../../index.ts'

const chromium = 'chromium'
const missing = spawnSync(chromium, ['--version']).status === 0 ? false : 'there is no chromium on this machine'

/** The one page of a browser. */
interface Tab extends AsyncDisposable {
  /** Value of an expression on the page; a promise is waited for. */
  evaluate(expression: string): Promise<unknown>
  /** Does something that leads to another page, and waits until that is loaded. */
  leads(act: () => Promise<unknown>): Promise<void>
  open(url: string): Promise<void>
}

async function startBrowser(proxy: string): Promise<Tab> {
  const profile = await mkdtemp(join(tmpdir(), 'bridgehead-chromium-'))
  // The lab's authority is no concern of Chromium's here: who trusts what is tested elsewhere.
  const options = ['--headless=new', '--no-sandbox', '--disable-gpu', '--ignore-certificate-errors', '--no-first-run']
  const child = spawn(
    chromium,
    [...options, '--remote-debugging-port=0', `--user-data-dir=${profile}`, `--proxy-server=${proxy}`, 'about:blank'],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const port = new URL(await debuggerOf(child)).port
  const tabs = (await (await fetch(`http://127.0.0.1:${port}/json`)).json()) as {
    type: string
    webSocketDebuggerUrl: string
  }[]
  const socket = new WebSocket(tabs.find(({ type }) => type === 'page')?.webSocketDebuggerUrl ?? '')
  await new Promise((resolve) => socket.addEventListener('open', resolve))
  const calls = new Map<number, (result: unknown) => void>()
  let loads = 0
  socket.addEventListener('message', ({ data }) => {
    const { id, method, result } = JSON.parse(String(data)) as { id?: number; method?: string; result?: unknown }
    if (id !== undefined) calls.get(id)?.(result)
    if (method === 'Page.loadEventFired') loads += 1
  })
  let last = 0
  const call = (method: string, params: object = {}): Promise<unknown> =>
    new Promise((resolve) => {
      last += 1
      calls.set(last, resolve)
      socket.send(JSON.stringify({ id: last, method, params }))
    })
  await call('Page.enable')
  const leads = async (act: () => Promise<unknown>): Promise<void> => {
    const before = loads
    await act()
    await waitUntil(() => loads > before, { what: 'the next page', within: 15_000 })
  }
  return {
    leads,
    async evaluate(expression) {
      const answer = await call('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })
      return (answer as { result?: { value?: unknown } }).result?.value
    },
    open: (url) => leads(() => call('Page.navigate', { url })),
    async [Symbol.asyncDispose]() {
      socket.close()
      const ended = new Promise((resolve) => child.once('close', resolve))
      child.kill()
      await ended
      await rm(profile, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

function debuggerOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      const [url] = /ws:\/\/\S+/.exec(said) ?? []
      if (url !== undefined) resolve(url)
    })
    child.once('exit', () => reject(new Error(`chromium ended: ${said.slice(-300)}`)))
  })
}

t.test('Chromium logs on, reads, sends, sees new mail come in, and signs out', { skip: missing }, async (t) => {
  await using lab = await startLab('ssl-offload')
  await using tab = await startBrowser(lab.gateways.internet)
  const set = (id: string, value: string) =>
    tab.evaluate(`document.getElementById(${JSON.stringify(id)}).value = ${JSON.stringify(value)}`)
  const click = (found: string) => tab.leads(() => tab.evaluate(`(${found}).click()`))
  const textOf = (id: string) => tab.evaluate(`document.getElementById(${JSON.stringify(id)}).textContent`)
  const link = (text: string) =>
    `[...document.querySelectorAll('main a')].find((a) => a.textContent === ${JSON.stringify(text)})`

  await tab.open('https://mail.contoso.com/owa')
  await set('username', 'CONTOSO\\alice')
  await set('password', 'guess')
  await click('document.forms[0].querySelector("button")')
  t.match(await textOf('signInErrorDiv'), "isn't correct")
  await set('username', 'CONTOSO\\alice')
  await set('password', 'Bridge-Alice-1')
  await click('document.forms[0].querySelector("button")')
  t.equal(await tab.evaluate('location.pathname + document.title'), '/owaInbox (2) - Alice Archer - Outlook Web App')
  t.equal(await tab.evaluate('getComputedStyle(document.querySelector("tr.unread td")).fontWeight'), '600', 'styled')

  await click(link('Load balancer: the plan'))
  t.equal(await tab.evaluate('document.querySelector("#body b").textContent'), 'plan')
  await click(link('reply'))
  await set('body', 'Fine.')
  await click('document.querySelector("#compose button.primary")')
  t.equal(await tab.evaluate('document.querySelector("[role=status]").textContent'), 'Your message has been sent.')

  t.equal(await textOf('total'), '3')
  const sent = await runClient(lab, 'owa.send', {
    as: 'bob',
    with: {
      url: 'https://mail.contoso.com',
      to: 'alice@contoso.com',
      subject: '<img src=x onerror="document.title=1">',
    },
  })
  t.equal(sent.ok, true)
  await waitUntil(async () => (await textOf('total')) === '4', { what: 'the new message on the page', within: 15_000 })
  t.match(await tab.evaluate('document.title'), 'Outlook Web App', 'and nothing of it runs')

  await click('document.getElementById("signout")')
  t.match(await tab.evaluate('document.body.innerText'), 'You have signed out.')
  await tab.open('https://mail.contoso.com/owa/')
  t.ok(await tab.evaluate('document.getElementById("password") !== null'))
})
