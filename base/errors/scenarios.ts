import type { ErrorEntry } from './entry.ts'

export const scenarioErrors = {
  BH_ERR_SCENARIOS_INVALID: {
    message: 'Nothing was run, as not every scenario can be:\n{list}',
    exitCode: 2,
  },
  BH_ERR_NO_SUCH_SCENARIO: {
    message: 'There is no scenario {name}: it is no file, no folder, and the catalog has no such name{hint}',
    exitCode: 2,
  },
  BH_ERR_NO_SCENARIOS: {
    message: 'There is no scenario to run in {where}. Scenario files end in .yaml.',
    exitCode: 2,
  },
  BH_ERR_NO_ROUTE_GROUND: {
    message:
      '{file} does not say which rules it is about. Name an edge file with --edge, a topology with --topology, or put edge: or topology: into the table.',
    exitCode: 2,
  },
  BH_ERR_INTERRUPTED: {
    message: 'Interrupted before it was done.',
    exitCode: 2,
  },
  BH_ERR_SCENARIO_CRASHED: {
    message: 'It broke off: {reason}. This is a fault of Bridgehead, not of the topology; please report it.',
    exitCode: 2,
  },
  BH_ERR_NO_SUCH_REPORTER: {
    message: 'There is no reporter "{name}". Choose among {known}.',
    exitCode: 2,
  },
  BH_ERR_REPORT_NOT_WRITTEN: {
    message: 'Cannot write the report {file} ({reason}). Name a folder that can be written with --out.',
    exitCode: 2,
  },
} as const satisfies Record<string, ErrorEntry>
