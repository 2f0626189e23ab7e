// Options that several actions share.

import * as z from 'zod'
import { webUrl } from '../topology/schema/values.ts'
import { type AuthenticationScheme, authenticationSchemes } from './http/index.ts'

/** A URL of which the host alone may be given: `https://mail.contoso.com` then gets the protocol's own path. */
export const serviceUrl = (path: string): z.ZodType<URL> =>
  webUrl
    .transform((text) => {
      const url = new URL(text)
      return url.pathname === '/' && url.search === '' ? new URL(path, url) : url
    })
    .describe(`URL of the service; with the host alone, the path is ${path}`)

/** How the client logs on. */
export const scheme = (
  standard: AuthenticationScheme,
): z.ZodType<AuthenticationScheme, AuthenticationScheme | undefined> =>
  z
    .enum(authenticationSchemes)
    .default(standard)
    .describe('how to log on: none, basic, ntlm, or negotiate (NTLM inside SPNEGO)')
