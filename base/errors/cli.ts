import type { ErrorEntry } from './entry.ts'

export const cliErrors = {
  BH_ERR_USAGE: { message: '{problem} See `bridgehead {command}--help`.', exitCode: 2 },
  BH_ERR_NO_TAGGED_SCENARIO: {
    message: 'No scenario of those named has the tag {tags}. Their tags are: {known}.',
    exitCode: 2,
  },
  BH_ERR_WRITE: { message: 'Cannot write {file}: {reason}.', exitCode: 2 },
} as const satisfies Record<string, ErrorEntry>
