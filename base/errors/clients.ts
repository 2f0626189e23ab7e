import type { ErrorEntry } from './entry.ts'

export const clientErrors = {
  BH_ERR_NO_SUCH_ACTION: {
    message: 'There is no client action "{action}"{hint}. docs/scenarios.md lists them.',
    exitCode: 2,
  },
  BH_ERR_NO_SUCH_USER: {
    message: 'The topology has no user "{user}"{hint}.',
    exitCode: 2,
  },
  BH_ERR_ACTION_OPTIONS: {
    message: 'The options of {action} are wrong: {problems}',
    exitCode: 2,
  },
  BH_ERR_CLIENT_NEEDS_USER: {
    message: 'The client action {action} logs on, but the step names no user. Add `as:` with a user of the topology.',
    exitCode: 2,
  },
} as const satisfies Record<string, ErrorEntry>
