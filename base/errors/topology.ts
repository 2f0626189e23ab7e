import type { ErrorEntry } from './entry.ts'

export const topologyErrors = {
  BH_ERR_FILE_UNREADABLE: {
    message: 'Cannot read {file}: {reason}.',
    exitCode: 2,
  },
  BH_ERR_FILE_INVALID: {
    message: '{file} has {count}:\n{list}',
    exitCode: 2,
  },
  BH_ERR_NO_SUCH_TOPOLOGY: {
    message: 'There is no topology "{name}"{hint} Name a YAML file, or one that is built in: {builtIn}.',
    exitCode: 2,
  },
} as const satisfies Record<string, ErrorEntry>
