import type { ErrorEntry } from './entry.ts'

export const mockExchangeErrors = {
  BH_ERR_NO_SUCH_POOL: {
    message: 'There is no application pool named {pool} on an Exchange 2013 server. It has: {known}.',
    exitCode: 2,
  },
} as const satisfies Record<string, ErrorEntry>
