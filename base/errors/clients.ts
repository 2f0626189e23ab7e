import type { ErrorEntry } from './entry.ts'

export const clientErrors = {} as const satisfies Record<string, ErrorEntry>
