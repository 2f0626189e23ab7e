import type { ErrorEntry } from './entry.ts'

export const cliErrors = {
  BH_ERR_USAGE: { message: '{problem} See `bridgehead {command}--help`.', exitCode: 2 },
  BH_ERR_NO_TAGGED_SCENARIO: {
    message: 'No scenario of those named has the tag {tags}. Their tags are: {known}.',
    exitCode: 2,
  },
  BH_ERR_ADMIN_UNREACHABLE: {
    message:
      'Cannot ask the admin endpoint {url}: {reason}. See that the edge runs and its file has `admin`; `bridgehead proxy` prints the URL when it starts.',
    exitCode: 2,
  },
  BH_ERR_NO_ADMIN: {
    message:
      '{file} has {what}. Add a line such as `admin: 127.0.0.1:9901` and reload the edge, or give the URL that `bridgehead proxy` has printed.',
    exitCode: 2,
  },
  BH_ERR_STATE_FILE: {
    message:
      'Cannot use the state file {file}: {reason}. Start the lab with `bridgehead up TOPOLOGY --state {file}` and leave it running.',
    exitCode: 2,
  },
  BH_ERR_OPEN_FILES: {
    message:
      '{users} users need about {needed} open files in this process, which may open {limit}: that is enough for {most} users. Raise the limit (ulimit -n), {more}.',
    exitCode: 2,
  },
  BH_ERR_WRITE: { message: 'Cannot write {file}: {reason}.', exitCode: 2 },
} as const satisfies Record<string, ErrorEntry>
