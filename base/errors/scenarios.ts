import type { ErrorEntry } from './entry.ts'

export const scenarioErrors = {} as const satisfies Record<string, ErrorEntry>
