// The library: for teams whose tests are code. `examples/` shows one at work.

export { BridgeheadError, type ErrorCode } from './base/errors.ts'
export type { HopRecord } from './base/trace.ts'
export type { Dial, Vantage, VantagePoint } from './base/vantage-point.ts'
export type { ActionResult } from './clients/types.ts'
export { type LabOptions, startLab } from './lab/index.ts'
export type { LabState, StartedLab } from './lab/types.ts'
export { type ClientRun, type LabClient, openClient, runClient } from './scenarios/run-client.ts'
