import type { HopRecord } from '../../base/trace.ts'

/** A hop with the usual values filled in. */
export function hop(values: Partial<HopRecord> & Pick<HopRecord, 'hop' | 'host'>): HopRecord {
  return {
    requestId: 'r1',
    at: 1,
    method: 'GET',
    target: '/owa/',
    scheme: 'https',
    authority: 'mail.contoso.com',
    connection: 1,
    requestHeaders: [],
    requestBytes: 0,
    responseBytes: 0,
    milliseconds: 1,
    ...values,
  }
}
