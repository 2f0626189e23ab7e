// What an edge does with the messages that pass it, beside routing them.

import * as z from 'zod'

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
// Without these nobody could tell where an answer ends, or what it is.
const neverHidden = new Set(['content-length', 'transfer-encoding', 'connection', 'content-type', 'content-encoding'])

const answerField = z
  .string()
  .regex(token, 'expected the name of a header field such as X-Powered-By')
  .refine(
    (name) => !neverHidden.has(name.toLowerCase()),
    'without this field clients cannot read the answer; leave it out',
  )

/** The fields of an edge about messages. */
export const edgeMessages = {
  trace: z
    .boolean()
    .default(false)
    .describe(
      'pass TRACE on; else 501, as it shows a script in a browser what proxies add to its request (RFC 9110 section 9.3.8)',
    ),
  errorPages: z
    .enum(['full', 'brief'])
    .default('full')
    .describe(
      "what the edge's own error pages tell: full: which server, rule or limit, and what to do; brief: status and cause alone, as servers' names and addresses are nobody's business on the internet. The access log has the whole in any case",
    ),
  via: z
    .string()
    .regex(token, 'expected on, off, or a name for this edge without spaces')
    .default('off')
    .describe(
      'add Via to requests and answers (RFC 9110 section 7.6.3): on for a name that is made at every start, or a name that no other proxy has; a request that comes round to the edge again is then refused with 508. Off like ARR, as servers compress less for proxies that say Via',
    ),
  hide: z
    .array(answerField)
    .default([])
    .describe('fields to take out of answers, such as Server, X-Powered-By and X-AspNet-Version; case does not matter'),
  underscores: z
    .enum(['keep', 'drop', 'refuse'])
    .default('keep')
    .describe(
      'what becomes of request fields with an underscore in their name, which IIS and CGI cannot tell from a dash; refuse: 400. Those that claim what an edge says (X_Forwarded_For, X_ARR_SSL) are dropped in any case',
    ),
}
