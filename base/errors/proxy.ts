import type { ErrorEntry } from './entry.ts'

export const proxyErrors = {} as const satisfies Record<string, ErrorEntry>
