import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import t from 'tap'
import { encodeDetails, packContainer } from '../../../protocols/oab/index.ts'
import { createExchangeWorld } from '../exchange.ts'
import { runAction } from '../run.ts'

const url = 'https://mail.contoso.com'
const world = await createExchangeWorld()
t.teardown(() => world[Symbol.asyncDispose]())

t.test('the URL comes from Autodiscover, the file fits its manifest', async (t) => {
  const result = await runAction('oab.download', world.context(), { url })
  t.match(result, {
    ok: true,
    status: 200,
    facts: {
      url: /^https:\/\/mail\.contoso\.com\/OAB\/[0-9a-f-]{36}\/$/,
      list: '\\Global Address List',
      sequence: 1,
      shaMatches: true,
      sha1: /^[0-9a-f]{40}$/,
      entries: 2,
      listed: true,
    },
  })
  t.ok(Number(result.facts['bytes']) > 0)
  const again = await runAction('oab.download', world.context(), { url: String(result.facts['url']).slice(0, -1) })
  t.equal(again.facts['sha1'], result.facts['sha1'], 'with the OABUrl given, Autodiscover is not asked')
  t.equal(world.hops.at(-1)?.method, 'GET')
})

t.test('a file that is not the one of the manifest is found out', async (t) => {
  const file = encodeDetails({ headerProperties: [], recordProperties: [], header: new Map(), records: [new Map()] })
  const data = packContainer(file)
  const sha = createHash('sha1').update(data).digest('hex')
  const manifest = (attributes: string): string =>
    `<OAB><OAL id="1" dn="/" name="\\Global Address List"><Full seq="3" ver="32" ${attributes} uncompressedsize="${file.length}">data-3.lzx</Full></OAL></OAB>`
  const manifests: Readonly<Record<string, string>> = {
    '/right/oab.xml': manifest(`size="${data.length}" SHA="${sha.toUpperCase()}"`),
    '/other/oab.xml': manifest(`size="${data.length}" SHA="${'0'.repeat(40)}"`),
    '/short/oab.xml': manifest(`size="${data.length + 1}" SHA="${sha}"`),
    '/broken/oab.xml': manifest(`size="6" SHA="${createHash('sha1').update('broken').digest('hex')}"`),
    '/empty/oab.xml': '<OAB/>',
  }
  const server = createServer((request, response) => {
    const { url = '' } = request
    response.end(manifests[url] ?? (url.startsWith('/broken/') ? 'broken' : data))
  })
  await world.serve('192.168.16.1:8080', server)
  const run = (path: string) =>
    runAction('oab.download', world.context(), { url: `http://mail.contoso.com:8080${path}`, auth: 'none' })
  t.match(await run('/right'), {
    ok: true,
    facts: {
      shaMatches: true,
      sequence: 3,
      bytes: data.length,
      uncompressedBytes: file.length,
      entries: 1,
      listed: false,
    },
  })
  t.match(await run('/broken'), { ok: false, cause: 'bad-response', summary: /malformed: OAB: / })
  t.match(await run('/other'), { ok: false, facts: { shaMatches: false }, summary: /size or SHA-1/ })
  t.match(await run('/short'), { ok: false, facts: { shaMatches: false } })
  t.match(await run('/empty'), {
    ok: false,
    summary: 'The manifest http://mail.contoso.com:8080/empty/oab.xml names no full file.',
  })
})

t.test('an Autodiscover that cannot be asked is the reason given', async (t) => {
  t.match(await runAction('oab.download', world.context(), { url: 'https://mail.contoso.com:8443' }), {
    ok: false,
    cause: 'connect-refused',
    summary: "The address book's URL is not known: Nothing listens on 192.168.16.1:8443 (mail.contoso.com).",
  })
})
