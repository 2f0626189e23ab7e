// What is said of a certificate that will not do, by `check` beforehand and by an edge that serves it.

/** Why clients refuse a certificate by its dates. */
export const dateWords = { expired: 'it has expired', 'not-yet-valid': 'it is not valid yet' } as const

/** @param label `certificate mail` */
export function refusedWords(label: string, why: string): string {
  return `clients refuse ${label}: ${why}`
}

/** @param shown the certificates that clients get instead, in words */
export function notCoveredWords(host: string, shown: Iterable<string>): string {
  return `clients that ask for ${host} are shown a certificate without that name: ${[...shown].join('; ')}`
}

/** @param listener where unknown names are refused; `known`: its certificates, in words */
export function nameRefusedWords(host: string, listener: string, known: Iterable<string>): string {
  return `clients that ask for ${host} are refused at ${listener} (unknownName: refuse), as no certificate has that name: ${[...known].join('; ')}`
}

/** A certificate with its names: `certificate mail (mail.contoso.com)`. */
export function withNames(label: string, names: readonly string[]): string {
  return `${label} (${names.join(', ')})`
}
