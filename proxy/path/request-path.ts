// The path of a request target, as every server behind would understand it; or why no two servers need agree on it.
//
//   /EWS/%6Drsproxy.svc?x     -> EWS, mrsproxy.svc
//   /owa/./x//../EWS          -> refused: with // it depends on the order of the steps where it leads
//   /owa/..%2fPowerShell      -> refused: an encoded slash
//
// Decoded once, never twice; what would change by a second decoding is refused (DESIGN.md, contracts).

import { loosened, withPlainCharacters } from './other-readings.ts'

/** The decoded segments, without empty and dot segments; case is kept. `unread` is why a path cannot be read one way only. */
export type RequestPath = { readonly segments: readonly string[] } | { readonly unread: string }

// Most paths are plain ASCII without anything to decode, remove or doubt; one look tells.
const plain = /^(?:\/[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*)*\/?$/

/** Whether a path of this spelling means the same to every server, so that no second reading needs to be tried. */
export function isPlainPath(path: string): boolean {
  return plain.test(path)
}

/** Reads the path of a target that begins with a slash; the query must be cut off already. */
export function readPath(path: string): RequestPath {
  if (isPlainPath(path)) return { segments: path.split('/').filter(Boolean) }
  // HTTP's head is bytes read as latin1: a byte over 127 here is raw UTF-8, or one of a Windows code page.
  if (/[^!-~]/.test(path)) return { unread: 'a byte in the path that must be percent-encoded' }
  if (path.includes('\\')) return { unread: 'a backslash in the path' }
  if (path.includes('#')) return { unread: 'a fragment in the request target' }
  if (/%(?![0-9A-Fa-f]{2})/.test(path)) return { unread: 'a percent sign without two hexadecimal digits' }
  if (/%2f|%5c/i.test(path)) return { unread: 'an encoded slash or backslash in the path' }

  const decoded = decodeUtf8(path)
  if (decoded === undefined) return { unread: 'percent-encoded bytes that are not UTF-8' }
  // Best fit turns a fullwidth percent sign or letter into the plain one, so that form must be in no doubt either.
  const folded = withPlainCharacters(decoded)
  const parts = decoded.split('/').slice(1)
  const doubt = doubtOf(decoded) ?? doubtOf(folded)
  if (doubt !== undefined) return { unread: doubt }
  if (folded.split('/').length - 1 !== parts.length) return { unread: slashLike }
  if (parts.some(isNameless)) return { unread: 'a segment that is nothing but dots, spaces or parameters' }
  return withoutDots(parts)
}

function decodeUtf8(path: string): string | undefined {
  try {
    // Refuses overlong forms, surrogates and what is cut short, all of which older servers took for other characters.
    return decodeURIComponent(path)
  } catch {
    return undefined
  }
}

const slashLike = 'a character that Windows may take for a slash'

/** Why a decoded path may be read in more than one way; undefined when it may not. */
function doubtOf(decoded: string): string | undefined {
  if (/[\x00-\x1f\x7f-\x9f\u2028\u2029]/.test(decoded)) return 'a control character in the path'
  // http.sys understands %uNNNN too, unless PercentUAllowed is 0.
  if (/%(?:[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4})/i.test(decoded)) return 'a path that is encoded twice'
  // Cut off there before the dots are seen to, another segment is the last.
  if (/\?.*\/\.\.(?:\/|$)/s.test(decoded)) return 'an encoded question mark before ..'
  // Windows turns these into slashes when a program asks for the path in a code page (best fit).
  if (/[\u00a5\u20a9\u2044\u2215\u2216\u29f5\u29f8\u29f9\ufe68\uff0f\uff3c]/.test(decoded)) {
    return slashLike
  }
  // ASP.NET takes cookieless session marks such as (S(x)) out of a path, wherever they stand (CVE-2023-36899).
  if (/\([A-Za-z]\(/.test(decoded)) return 'an ASP.NET session mark in the path'
  return undefined
}

/** Whether a segment, looked at as Windows does, is no name at all, so that it might be taken for `.`, `..` or nothing. */
function isNameless(segment: string): boolean {
  return segment !== '' && segment !== '.' && segment !== '..' && loosened(segment) === ''
}

/** Removes empty and dot segments (RFC 3986 section 5.2.4), if every order of doing so gives the same. */
function withoutDots(parts: readonly string[]): RequestPath {
  const segments = climb(parts.filter(Boolean))
  if (segments === undefined) return { unread: 'a path that leads above the root' }
  const last = climb(parts)?.filter(Boolean)
  if (last === undefined || last.length !== segments.length || last.some((segment, at) => segment !== segments[at])) {
    return { unread: 'empty segments before .., which servers read differently' }
  }
  return { segments }
}

function climb(parts: readonly string[]): string[] | undefined {
  const kept: string[] = []
  for (const segment of parts) {
    if (segment === '.') continue
    if (segment !== '..') kept.push(segment)
    else if (kept.pop() === undefined) return undefined
  }
  return kept
}
