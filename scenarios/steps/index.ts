// The kinds of step by name. A new one is a file of its own and a line here.

import { advanceStep } from './advance.ts'
import { clientStep } from './client.ts'
import { configureStep } from './configure.ts'
import { faultStep } from './fault.ts'
import { finishStep } from './finish.ts'
import { iisresetStep } from './iisreset.ts'
import { mendStep } from './mend.ts'
import { mobileDevicesStep } from './mobile-devices.ts'
import { outlookAnywhereStep } from './outlook-anywhere.ts'
import { probeStep } from './probe.ts'
import { recycleStep } from './recycle.ts'
import { requestStep } from './request.ts'
import { resolveStep } from './resolve.ts'
import { startStep } from './start.ts'
import { togetherStep } from './together.ts'
import type { StepKind } from './types.ts'

/** In the order of docs/scenarios.md: what looks, what acts, what changes, what breaks. */
export const stepKinds: readonly StepKind[] = [
  resolveStep,
  requestStep,
  clientStep,
  togetherStep,
  startStep,
  finishStep,
  configureStep,
  outlookAnywhereStep,
  mobileDevicesStep,
  recycleStep,
  iisresetStep,
  advanceStep,
  probeStep,
  faultStep,
  mendStep,
]
