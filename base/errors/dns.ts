import type { ErrorEntry } from './entry.ts'

export const dnsErrors = {} as const satisfies Record<string, ErrorEntry>
