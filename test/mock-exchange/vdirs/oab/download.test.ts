import { createHash } from 'node:crypto'
import t from 'tap'
import { oabGuid } from '../../../../mock-exchange/vdirs/oab/oab-guid.ts'
import { oab } from '../../../../mock-exchange/vdirs/oab.ts'
import { decodeDetails, unpackContainer } from '../../../../protocols/oab/index.ts'
import { readDom } from '../../../helpers/dom.ts'
import { alice, basic, type Host, startHost } from '../host.ts'

const folder = `/OAB/${oabGuid('contoso.com')}`

function get(host: Host, path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Response> {
  return fetch(host.url + path, { method, headers: { authorization: basic(alice), ...headers } })
}

async function dataFile(host: Host): Promise<{ full: ReturnType<typeof readDom>; path: string }> {
  const root = readDom(await (await get(host, `${folder}/oab.xml`)).text())
  const full = root.getElementsByTagName('Full')[0]
  if (full === undefined) throw new Error('the manifest has no Full')
  return { full, path: `${folder}/${full.textContent}` }
}

t.test('the manifest names the file, its size and its SHA-1', async (t) => {
  const host = await startHost(t, [oab])
  const { full, path } = await dataFile(host)
  const bytes = Buffer.from(await (await get(host, path)).arrayBuffer())
  t.equal(full.getAttribute('SHA'), createHash('sha1').update(bytes).digest('hex'))
  t.equal(full.getAttribute('size'), String(bytes.length))
  t.equal(full.getAttribute('ver'), '32')
  t.match(path, /-data-1\.lzx$/)
})

t.test('HEAD tells the length, and a range is 206 with the bytes asked for', async (t) => {
  const host = await startHost(t, [oab])
  const { path } = await dataFile(host)
  const whole = Buffer.from(await (await get(host, path)).arrayBuffer())
  const head = await get(host, path, {}, 'HEAD')
  t.same([head.status, head.headers.get('content-length')], [200, String(whole.length)])
  const cases = [
    ['bytes=0-15', whole.subarray(0, 16)],
    ['bytes=16-', whole.subarray(16)],
    ['bytes=-4', whole.subarray(-4)],
    ['bytes=10-99999', whole.subarray(10)],
  ] as const
  for (const [range, bytes] of cases) {
    const part = await get(host, path, { range })
    t.equal(part.status, 206, range)
    t.match(part.headers.get('content-range'), new RegExp(`^bytes \\d+-\\d+/${whole.length}$`))
    t.same(Buffer.from(await part.arrayBuffer()), bytes)
  }
  const beyond = await get(host, path, { range: `bytes=${whole.length}-` })
  t.same([beyond.status, beyond.headers.get('content-range')], [416, `bytes */${whole.length}`])
  for (const range of ['bytes=5-1', 'bytes=0-1,4-5', 'lines=1-2', 'bytes=-']) {
    t.equal((await get(host, path, { range })).status, 200, `${range} is not followed`)
  }
})

t.test('a client that has the file already is told so', async (t) => {
  const host = await startHost(t, [oab])
  const first = await get(host, `${folder}/oab.xml`)
  const etag = first.headers.get('etag') ?? ''
  const modified = first.headers.get('last-modified') ?? ''
  t.equal((await get(host, `${folder}/oab.xml`, { 'if-none-match': etag })).status, 304)
  t.equal((await get(host, `${folder}/oab.xml`, { 'if-none-match': '"other"' })).status, 200)
  t.equal((await get(host, `${folder}/oab.xml`, { 'if-modified-since': modified })).status, 304)
  const range = 'bytes=0-3'
  t.equal((await get(host, `${folder}/oab.xml`, { range, 'if-range': etag })).status, 206)
  t.equal((await get(host, `${folder}/oab.xml`, { range, 'if-range': '"old"' })).status, 200)
})

t.test('it is generated anew when the users have changed, and the old file is gone', async (t) => {
  const host = await startHost(t, [oab])
  const first = await dataFile(host)
  const before = await get(host, `${folder}/oab.xml`)
  const entries = async (path: string) => {
    const bytes = Buffer.from(await (await get(host, path)).arrayBuffer())
    return decodeDetails(unpackContainer(bytes) ?? Buffer.alloc(0)).records.map((record) => record.get(0x39fe001f))
  }
  t.same(await entries(first.path), ['alice@contoso.com', 'bob@contoso.com'], 'users with a mailbox')
  Reflect.apply(Array.prototype.push, host.context.users, [{ ...alice, user: 'carol', mailbox: 'carol@contoso.com' }])
  const second = await dataFile(host)
  t.equal(second.full.getAttribute('seq'), '2')
  t.same(await entries(second.path), ['alice@contoso.com', 'bob@contoso.com', 'carol@contoso.com'])
  t.equal((await get(host, first.path)).status, 404)
  const etag = before.headers.get('etag') ?? ''
  t.equal((await get(host, `${folder}/oab.xml`, { 'if-none-match': etag })).status, 200)
})

t.test('other address books and other files are not there', async (t) => {
  const host = await startHost(t, [oab])
  t.equal((await get(host, '/oab/00000000-0000-4000-8000-000000000000/oab.xml')).status, 404)
  t.equal((await get(host, `${folder}/other.xml`)).status, 404)
  t.equal((await fetch(`${host.url}${folder}/oab.xml`)).status, 401)
})
