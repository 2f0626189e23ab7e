import type { ErrorEntry } from './entry.ts'

export const mockExchangeErrors = {} as const satisfies Record<string, ErrorEntry>
