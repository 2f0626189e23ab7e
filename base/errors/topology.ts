import type { ErrorEntry } from './entry.ts'

export const topologyErrors = {} as const satisfies Record<string, ErrorEntry>
