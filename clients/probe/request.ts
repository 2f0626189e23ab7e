import * as z from 'zod'
import { duration, webUrl } from '../../topology/schema/values.ts'
import { defineAction } from '../define-action.ts'
import { authenticationSchemes, followRedirects, type HttpRequest, headerValue, offeredSchemes } from '../http/index.ts'
import { answered, logOnRefused, placeOf } from '../words.ts'

/** What the client sends by itself, so that a scenario cannot send something else beside it. */
const ownHeaders = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'upgrade',
  'expect',
  'cookie',
  'authorization',
  'client-request-id',
])

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/

/** Characters of the answer's text that are kept as a fact. */
const longestText = 4_096

const options = z.strictObject({
  url: webUrl.transform((text) => new URL(text)).describe('URL, with any query'),
  method: z.string().regex(token, 'expected a method such as GET or RPC_IN_DATA').default('GET').describe('any method'),
  headers: z
    .record(
      z
        .string()
        .regex(token, 'expected the name of a header')
        .refine((name) => !ownHeaders.has(name.toLowerCase()), 'the client sends this header by itself'),
      z.string().regex(/^[\t\x20-\x7e]*$/, 'expected text without line breaks'),
    )
    .default({})
    .describe('headers; Host may be given to contradict the URL'),
  body: z.string().optional().describe('body, sent as UTF-8'),
  auth: z.enum(authenticationSchemes).default('none').describe('how to log on as the user of the step'),
  expectContinue: z.boolean().default(false).describe('whether to ask before the body is sent (Expect: 100-continue)'),
  followRedirects: z.boolean().default(false).describe('whether to follow redirects, ten at most'),
  times: z.int().min(1).max(1_000).default(1).describe('how often it is sent, one after the other, by one client'),
  newConnections: z.boolean().default(false).describe('whether each time opens a new connection; cookies are kept'),
  within: duration.prefault('30s').describe('how long the answer may take to begin'),
})

export const request = defineAction({
  name: 'request',
  about:
    'Any HTTP request, once or many times. It succeeds when the last answer is neither an error nor a refusal (status below 400). Facts: text, contentType, location, schemes, redirects, url, bytes, connections, continued.',
  options,
  async act(run, wanted) {
    const one: HttpRequest = {
      url: wanted.url,
      method: wanted.method,
      headers: Object.entries(wanted.headers),
      ...(wanted.body === undefined ? {} : { body: Buffer.from(wanted.body) }),
      scheme: wanted.auth,
      account: wanted.auth === 'none' ? undefined : run.user,
      expectContinue: wanted.expectContinue,
      answerWithin: wanted.within,
    }
    const connections = new Set<number>()
    const send = async (request: HttpRequest) => {
      const response = await run.send(request)
      connections.add(response.connection)
      return response
    }
    const once = async () => (wanted.followRedirects ? followRedirects(one, send) : ([await send(one)] as const))
    let answers = await once()
    for (let sent = 1; sent < wanted.times; sent++) {
      if (wanted.newConnections) await run.session.closeConnections()
      answers = await once()
    }

    const last = answers.at(-1) ?? answers[0]
    const contentType = headerValue(last.headers, 'content-type') ?? ''
    run.note({
      url: last.url.href,
      redirects: answers.length - 1,
      bytes: last.body.length,
      connections: connections.size,
      continued: last.interim.includes(100),
      contentType,
      location: headerValue(last.headers, 'location') ?? '',
      schemes: offeredSchemes(last.headers).join(', '),
      text: /^text\/|xml|json|javascript/i.test(contentType) ? last.body.toString('utf8', 0, longestText) : '',
    })
    if (last.status === 401) return run.failed(logOnRefused(last, wanted.auth, run.context.as).summary)
    if (last.status >= 400) return run.failed(`${answered(last)}.`)
    const place = last === answers[0] ? placeOf(last.url) : `${placeOf(wanted.url)} led to ${placeOf(last.url)}, which`
    return run.ok(`${place} answered ${`${last.status} ${last.reason}`.trim()}.`)
  },
})
