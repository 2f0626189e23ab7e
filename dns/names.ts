// Domain names as text: dotted, without the dot at the end; compared without case (RFC 4343).

import { failure } from '../base/errors.ts'

/** Lower case for A to Z alone, as DNS compares. */
export function lowerCase(name: string): string {
  return name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}

/** The name without the dot at its end. */
export function withoutDot(name: string): string {
  return name.endsWith('.') ? name.slice(0, -1) : name
}

/** The name and every name above it, most specific first, the root left out. */
export function* ancestry(labels: readonly string[]): Generator<string> {
  for (let index = 0; index < labels.length; index += 1) yield labels.slice(index).join('.')
}

/** Gives the name back if a message can carry it (RFC 1035 section 2.3.4). @throws BH_ERR_DNS_NAME */
export function checkedName(name: string): string {
  const plain = withoutDot(name)
  const labels = plain.split('.')
  const fits = labels.every((label) => label.length >= 1 && label.length <= 63) && plain.length <= 253
  if (!fits || !/^[\x21-\x7e]+$/.test(plain)) throw failure('BH_ERR_DNS_NAME', { name })
  return plain
}
