import type { ErrorEntry } from './entry.ts'

export const certsErrors = {} as const satisfies Record<string, ErrorEntry>
