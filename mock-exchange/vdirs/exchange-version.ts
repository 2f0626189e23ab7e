// What tells the versions of Exchange apart on the wire (reference/exchange-protocols.md section 4.5).

import type { ExchangePlan } from '../../topology/lab-plan.ts'

/** Major, minor, build and revision. */
export type Build = readonly [major: number, minor: number, build: number, revision: number]

export interface ExchangeVersion {
  readonly build: Build
  /** `Version` of EWS's ServerVersionInfo. */
  readonly ewsVersion: string
  /** Values of RequestServerVersion that EWS takes; any other is ErrorInvalidServerVersion. */
  readonly ewsRequestVersions: readonly string[]
  /** Header MS-Server-ActiveSync, and the protocol versions offered. */
  readonly activeSync: string
  readonly activeSyncVersions: readonly string[]
  /** Whether Autodiscover v2 (JSON) is there: from 2016 CU3 on. */
  readonly autodiscoverJson: boolean
  /** X-PendingPeriod of MAPI over HTTP, milliseconds. */
  readonly mapiPendingPeriod: number
}

const versions: Readonly<Record<ExchangePlan['version'], ExchangeVersion>> = {
  '2013': {
    build: [15, 0, 1497, 2],
    ewsVersion: 'V2_23',
    ewsRequestVersions: [
      'Exchange2007',
      'Exchange2007_SP1',
      'Exchange2010',
      'Exchange2010_SP1',
      'Exchange2010_SP2',
      'Exchange2013',
      'Exchange2013_SP1',
    ],
    activeSync: '15.0',
    activeSyncVersions: ['2.0', '2.1', '2.5', '12.0', '12.1', '14.0', '14.1'],
    autodiscoverJson: false,
    mapiPendingPeriod: 15_000,
  },
}

export function versionOf(plan: ExchangePlan): ExchangeVersion {
  return versions[plan.version]
}

/** `15.0.1497.2`, as in OWA's paths and headers. */
export function buildText(build: Build): string {
  return build.join('.')
}

/** `15.00.1497.002`, as in X-ServerApplication of MAPI over HTTP. */
export function paddedBuildText([major, minor, build, revision]: Build): string {
  const padded = (value: number, width: number): string => String(value).padStart(width, '0')
  return [major, padded(minor, 2), padded(build, 4), padded(revision, 3)].join('.')
}
