// A run with one scenario of each verdict, the same every time, for the reporters' exact tests.

import { PassThrough } from 'node:stream'
import type { RunListener, RunResult, ScenarioResult, StepResult } from '../../scenarios/result.ts'
import { hop } from '../helpers/hop.ts'

const step = (line: number, title: string, rest: Partial<StepResult> = {}): StepResult => ({
  title,
  place: { file: 'owa.yaml', line, column: 5 },
  verdict: 'passed',
  milliseconds: 12.4,
  summary: 'done',
  mismatches: [],
  trace: [],
  ...rest,
})

const passed: ScenarioResult = {
  name: 'split-dns',
  variant: {},
  why: 'One name, two addresses.',
  tags: ['dns'],
  place: { file: 'dns.yaml', line: 1, column: 1 },
  topology: 'essentials',
  verdict: 'passed',
  milliseconds: 312,
  steps: [step(6, 'mail.contoso.com from the internet')],
}

const failed: ScenarioResult = {
  name: 'owa-offloaded',
  variant: { vdir: 'owa' },
  why: 'Offloading needs <every> step & "every" server.',
  tags: ['offload'],
  place: { file: 'owa.yaml', line: 1, column: 1 },
  topology: 'ssl-offload',
  verdict: 'failed',
  milliseconds: 1250,
  steps: [
    step(7, 'cas1: sslFlags of owa None'),
    step(9, 'GET https://mail.contoso.com/owa/ #1', {
      verdict: 'failed',
      summary: 'answered 403',
      mismatches: [
        { what: 'status', expected: '200', actual: '403', place: { file: 'owa.yaml', line: 10, column: 15 } },
        {
          what: 'hops.edge.mode',
          expected: 'bridge',
          actual: 'offload',
          place: { file: 'owa.yaml', line: 11, column: 22 },
        },
      ],
      diagnosis: { hop: 'edge lb → cas1:80', cause: '403.4', sentence: 'cas1 still requires SSL on owa.' },
      trace: [
        hop({ hop: 'client', host: 'internet', status: 403, milliseconds: 5 }),
        hop({
          hop: 'edge',
          host: 'lb',
          at: 2,
          status: 403,
          milliseconds: 4,
          edge: { mode: 'offload', server: 'cas1:80', farm: 'cas', serverConnection: 2 },
        }),
      ],
    }),
    step(12, 'alice logs on', { verdict: 'skipped', milliseconds: 0, summary: '' }),
  ],
}

const errored: ScenarioResult = {
  name: 'ports',
  variant: {},
  why: 'A lab that does not start.',
  tags: [],
  place: { file: 'ports.yaml', line: 1, column: 1 },
  topology: 'mine.yaml',
  verdict: 'errored',
  milliseconds: 3,
  steps: [],
  error: { code: 'BH_ERR_PORT_IN_USE', message: 'Cannot listen on 127.0.0.1:80:\u0007 another program has it.' },
}

/** One passed, one failed, one that could not run. */
export const fixedRun: RunResult = {
  startedAt: '2026-01-02T03:04:05.000Z',
  milliseconds: 1600,
  scenarios: [passed, failed, errored],
  counts: { passed: 1, failed: 1, errored: 1 },
}

/** The same without the ones that did not pass. */
export const goodRun: RunResult = {
  ...fixedRun,
  milliseconds: 312,
  scenarios: [passed],
  counts: { passed: 1, failed: 0, errored: 0 },
}

const interruption = { code: 'BH_ERR_INTERRUPTED', message: 'Interrupted before it was done.' }

/** One passed, one that an interrupt broke off, one that it came before. */
export const interruptedRun: RunResult = {
  ...goodRun,
  scenarios: [
    passed,
    {
      ...failed,
      verdict: 'errored',
      steps: failed.steps.map((one) => ({ ...one, verdict: 'skipped', mismatches: [], trace: [] })),
      error: interruption,
    },
    { ...errored, name: 'late', milliseconds: 0, error: interruption },
  ],
  counts: { passed: 1, failed: 0, errored: 2 },
}

/** Plays a run to a listener as the runner does. */
export async function play(run: RunResult, listener: RunListener): Promise<void> {
  listener.runStarted?.(run.scenarios.length)
  for (const scenario of run.scenarios) {
    listener.scenarioStarted?.(scenario)
    listener.scenarioFinished?.(scenario)
  }
  await listener.runFinished?.(run)
}

/** A stream that keeps what is written; a terminal when `columns` is given. */
export function collect(columns?: number): {
  stream: PassThrough & { isTTY?: boolean; columns?: number }
  text(): string
} {
  const stream: PassThrough & { isTTY?: boolean; columns?: number } = new PassThrough()
  if (columns !== undefined) Object.assign(stream, { isTTY: true, columns })
  let text = ''
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  return { stream, text: () => text }
}
