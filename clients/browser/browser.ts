import type { HeaderList } from '../../base/trace.ts'
import type { ActionRun } from '../action-run.ts'
import { followRedirects, type HttpResponse } from '../http/index.ts'

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

/** Sends a form that stands on a page; the redirect that may come back is not followed. */
export function submit(run: ActionRun, page: URL, action: string, values: URLSearchParams): Promise<HttpResponse> {
  return run.send({
    url: new URL(action, page),
    method: 'POST',
    headers: [...browserHeaders, ['Content-Type', 'application/x-www-form-urlencoded'], ['Referer', page.href]],
    body: Buffer.from(values.toString()),
  })
}
