// The HTTP/1.1 message codec: bytes to heads and bodies, and back. Strict, and without sockets.

export { type BodyReader, createBodyReader } from './body-reader.ts'
export { requestFraming, responseFraming } from './framing.ts'
export { checkHeadSize, findHeadEnd } from './head.ts'
export { hasToken, headerValue, headerValues, listMembers } from './headers.ts'
export { endToEndHeaders } from './hop-by-hop.ts'
export { defaultLimits, type MessageLimits } from './limits.ts'
export { checkRequestBeginning, parseRequestHead } from './request-head.ts'
export { parseResponseHead } from './response-head.ts'
export { encodeChunk, encodeLastChunk, encodeRequestHead, encodeResponseHead } from './serialise.ts'
export { HttpSyntaxError } from './syntax-error.ts'
export type { BodyFraming, RawHeaders, RequestHead, ResponseHead } from './types.ts'
