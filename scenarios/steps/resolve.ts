import * as z from 'zod'
import { dnsTypes } from '../../base/dns-answer.ts'
import { dnsName } from '../../topology/schema/values.ts'
import { type Wishes, wish } from '../expectation.ts'
import type { StepKind } from './types.ts'
import { vantage } from './vocabulary.ts'

const options = z
  .strictObject({
    name: dnsName.describe('the name asked for'),
    type: z.enum(dnsTypes).default('A').describe('record type'),
    from: vantage,
  })
  .describe('a DNS question')

const expect = z.strictObject({
  status: wish.optional().describe('answer (when nothing is said), nodata, nxdomain, servfail, refused or timeout'),
  answer: wish.optional().describe('the values of the records of the type asked, as dig prints them'),
  ttl: wish.optional().describe('seconds that the first record may be kept'),
  authoritative: wish.optional().describe('whether the server holds the zone itself'),
}) satisfies z.ZodType<Wishes>

export const resolveStep: StepKind<typeof options> = {
  name: 'resolve',
  about: 'Asks the DNS of a vantage for a name.',
  example: `- resolve: { name: mail.contoso.com, type: A, from: internet }
  expect: { answer: [203.0.113.10] }`,
  options,
  expect,
  title: ({ name, type, from }) => `DNS of the ${from}: ${name} ${type}`,
  implied: ({ status }) => (status === undefined ? { status: 'answer' } : {}),
  async run({ name, type, from }, { lab }, { signal }) {
    const { status, records, authoritative } = await lab.from(from).resolve(name, type, signal)
    const answer = records.filter((record) => record.type === type).map(({ value }) => value)
    return {
      summary: answer.length > 0 ? `the answer is ${answer.join(', ')}` : `the answer is ${status}`,
      values: { status, answer, ttl: records[0]?.ttl, authoritative, name, from },
      trace: [],
    }
  },
}
