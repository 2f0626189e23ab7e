import type { FastifyReply } from 'fastify'
import { buildText, versionOf } from '../exchange-version.ts'
import { setHeaders } from '../headers.ts'
import type { VdirContext } from '../types.ts'

/** Every answer of OWA tells the build. */
export function versionHeader(reply: FastifyReply, { plan }: VdirContext): void {
  setHeaders(reply, { 'X-OWA-Version': buildText(versionOf(plan).build) })
}
