import type { ErrorEntry } from './entry.ts'

export const clientErrors = {
  BH_ERR_CLIENT_NEEDS_USER: {
    message: 'The client action {action} logs on, but the step names no user. Add `as:` with a user of the topology.',
    exitCode: 2,
  },
} as const satisfies Record<string, ErrorEntry>
