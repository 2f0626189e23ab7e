import type { ErrorEntry } from './entry.ts'

export const labErrors = {
  BH_ERR_DEADLINE: {
    message: 'Waited {milliseconds} ms for {what}, in vain. The last thing seen was: {last}.',
    exitCode: 2,
  },
  BH_ERR_PORT_IN_USE: {
    message:
      'Cannot listen on {address}:{port}: another program has it. End that program, or name another port (0 takes a free one).',
    exitCode: 2,
  },
  BH_ERR_LISTEN: {
    message:
      'Cannot listen on {address}:{port}: {reason}. Name an address of this machine and a port that you may use.',
    exitCode: 2,
  },
  BH_ERR_NOTHING_TO_PUBLISH: {
    message: 'Nothing of the lab listens on {endpoint}. On that host there are the ports {known}.',
    exitCode: 2,
  },
  BH_ERR_NO_SUCH_HOST: {
    message: 'There is no {kind} named {host} in this topology. It has: {known}.',
    exitCode: 2,
  },
} as const satisfies Record<string, ErrorEntry>
