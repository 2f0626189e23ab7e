// The HTTP client that all actions share.

export { headerValue, headerValues, offeredSchemes } from './headers.ts'
export type { HttpObserver } from './leg.ts'
export {
  type AuthenticationScheme,
  authenticationSchemes,
  type HttpAnswer,
  type HttpRecord,
  type HttpRequest,
  type HttpResponse,
} from './messages.ts'
export { followRedirects, redirectOf } from './redirects.ts'
export { connectionNumbers, HttpSession, readWhole } from './session.ts'
