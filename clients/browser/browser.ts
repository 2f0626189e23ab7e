import type { HeaderList } from '../../base/trace.ts'
import type { ActionRun } from '../action-run.ts'
import { followRedirects, type HttpResponse } from '../http/index.ts'
import type { HtmlForm } from './html-form.ts'

/** Internet Explorer 11, which Exchange 2013 shows its full pages to. */
const browserHeaders: HeaderList = [
  ['User-Agent', 'Mozilla/5.0 (Windows NT 6.3; WOW64; Trident/7.0; rv:11.0) like Gecko'],
  ['Accept', 'text/html, application/xhtml+xml, */*'],
  ['Accept-Language', 'en-US'],
]

/** Opens a page as a browser does, with its redirects. The last answer is what the user sees. */
export async function visit(run: ActionRun, url: URL): Promise<readonly [HttpResponse, ...HttpResponse[]]> {
  return followRedirects({ url, headers: browserHeaders }, (request) => run.send(request))
}

/** Sends a form that stands on a page, in the encoding that it asks for; the redirect that may come back is not followed. */
export async function submit(
  run: ActionRun,
  page: URL,
  { action, encoding }: Pick<HtmlForm, 'action' | 'encoding'>,
  entries: readonly (readonly [name: string, value: string])[],
): Promise<HttpResponse> {
  const { type, body } = await encode(encoding, entries)
  return run.send({
    url: new URL(action, page),
    method: 'POST',
    headers: [...browserHeaders, ['Content-Type', type], ['Referer', page.href]],
    body,
  })
}

async function encode(
  encoding: string,
  entries: readonly (readonly [name: string, value: string])[],
): Promise<{ readonly type: string; readonly body: Buffer }> {
  if (encoding !== 'multipart/form-data') {
    return { type: encoding, body: Buffer.from(new URLSearchParams(entries.map(([...pair]) => pair)).toString()) }
  }
  const data = new FormData()
  for (const [name, value] of entries) data.append(name, value)
  const encoded = new Response(data)
  return { type: encoded.headers.get('content-type') ?? encoding, body: Buffer.from(await encoded.arrayBuffer()) }
}
