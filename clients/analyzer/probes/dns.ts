// The names that clients and mail servers ask for, and whether both sides of a split DNS answer fittingly.

import { isIPv4 } from 'node:net'
import type { DnsAnswer } from '../../../base/dns-answer.ts'
import type { VantagePoint } from '../../../base/vantage-point.ts'
import type { Probe } from '../probe.ts'
import type { Step } from '../step.ts'
import type { ProbeTarget } from '../types.ts'

export const dns: Probe = {
  name: 'dns',
  about: 'the records of a domain: host names from both vantages, Autodiscover, MX, SPF',
  logsOn: false,
  title: ({ domain }) => `DNS of ${domain}`,
  async run(step, target) {
    const { from, other } = step.world
    const points = [from, ...(other === undefined ? [] : [other])]
    const mailHost = target.host ?? `mail.${target.domain}`
    const found = new Map<string, readonly string[]>()
    for (const point of points) {
      for (const name of [mailHost, `autodiscover.${target.domain}`]) {
        const what = name === mailHost ? hostRecord : autodiscoverRecord
        await step.attempt(`${name} from the ${point.vantage}`, async (inner) => {
          found.set(`${point.vantage} ${name}`, await what(inner, point, name, target))
        })
      }
    }
    if (other !== undefined) {
      for (const name of [mailHost, `autodiscover.${target.domain}`]) {
        await step.attempt(`${name}: both sides compared`, async (inner) => compareSides(inner, name, found))
      }
    }
    await step.attempt(`Mail exchangers (MX) of ${target.domain}`, (inner) =>
      mailExchangers(inner, from, target.domain),
    )
    await step.attempt(`SPF of ${target.domain}`, (inner) => senderPolicy(inner, from, target.domain))
  },
}

async function lookUp(step: Step, { vantage, resolve }: VantagePoint, name: string): Promise<readonly string[]> {
  const answer = await resolve(name, 'A', step.world.signal)
  for (const { type, name: owner, value } of answer.records) {
    if (type === 'CNAME') step.detail('alias', `${owner} is ${value.replace(/\.$/, '')}`)
  }
  const addresses = answer.records.flatMap(({ type, value }) => (type === 'A' ? [value] : []))
  step.detail('addresses', addresses.join(', '))
  step.summary = addresses.join(', ')
  if (answer.status === 'nxdomain') step.fail('name-not-found', `${name} does not exist in the DNS of the ${vantage}.`)
  if (answer.status === 'nodata') step.fail('no-address', `${name} has no A record in the DNS of the ${vantage}.`)
  if (answer.status !== 'answer') step.fail('dns-failed', failed(answer, vantage, name))
  if (vantage === 'internet' && addresses.some(isPrivate)) {
    step.fail('private-address', `The public DNS gives ${addresses.filter(isPrivate).join(', ')} for ${name}.`)
  }
  return addresses
}

const failed = ({ status }: DnsAnswer, vantage: string, name: string): string =>
  status === 'timeout'
    ? `The DNS of the ${vantage} did not answer when asked for ${name}.`
    : `The DNS of the ${vantage} answered ${status.toUpperCase()} when asked for ${name}.`

const hostRecord = (step: Step, point: VantagePoint, name: string): Promise<readonly string[]> =>
  lookUp(step, point, name)

/** The name itself, or a SRV record in its place. */
async function autodiscoverRecord(
  step: Step,
  point: VantagePoint,
  name: string,
  { domain }: ProbeTarget,
): Promise<readonly string[]> {
  const { status, records } = await point.resolve(`_autodiscover._tcp.${domain}`, 'SRV', step.world.signal)
  const service = records.find(({ type }) => type === 'SRV')
  if (status === 'answer' && service !== undefined) step.detail('SRV record', service.value)
  const addresses = await point.resolve(name, 'A', step.world.signal)
  if (addresses.status === 'nxdomain' && service !== undefined) {
    step.summary = 'There is a SRV record in its place.'
    return []
  }
  return lookUp(step, point, name)
}

/** Clients inside need an answer too, and one that they can reach without hairpin NAT. */
function compareSides(step: Step, name: string, found: ReadonlyMap<string, readonly string[]>): void {
  const outside = found.get(`internet ${name}`)
  const inside = found.get(`intranet ${name}`)
  step.detail('internet', outside?.join(', '))
  step.detail('intranet', inside?.join(', '))
  if (inside === undefined && outside !== undefined) {
    step.fail('split-dns-gap', `${name} is known outside, but not inside.`)
  }
  const shared = inside?.filter((address) => outside?.includes(address)) ?? []
  if (shared.length > 0 && !shared.every(isPrivate)) {
    step.warn('public-address-inside', `Inside, ${name} leads to ${shared.join(', ')}, the address of the outside.`)
    return
  }
  step.summary = 'Each side has its own answer.'
}

async function mailExchangers(step: Step, point: VantagePoint, domain: string): Promise<void> {
  const { records, status } = await point.resolve(domain, 'MX', step.world.signal)
  const exchangers = records
    .filter(({ type }) => type === 'MX')
    .map(({ value }) => value.split(' '))
    .map(([preference = '', host = '']) => ({ preference: Number(preference), host: host.replace(/\.$/, '') }))
    .sort((a, b) => a.preference - b.preference)
  if (exchangers.length === 0) {
    if (status !== 'nodata' && status !== 'nxdomain' && status !== 'answer') {
      step.fail('dns-failed', `The DNS of the ${point.vantage} did not say whether ${domain} has an MX (${status}).`)
    }
    step.fail('no-mx', `${domain} has no MX record in the DNS of the ${point.vantage}.`)
  }
  step.summary = exchangers.map(({ preference, host }) => `${preference} ${host}`).join(', ')
  for (const { host } of exchangers) {
    await step.attempt(`Address of ${host}`, async (inner) => {
      if (isIPv4(host)) inner.fail('mx-is-address', `The MX record of ${domain} names the address ${host}.`)
      await lookUp(inner, point, host)
      const { records: aliases } = await point.resolve(host, 'CNAME', inner.world.signal)
      if (aliases.some(({ type }) => type === 'CNAME'))
        inner.warn('mx-is-address', `${host}, an MX of ${domain}, is an alias.`)
    })
  }
}

async function senderPolicy(step: Step, point: VantagePoint, domain: string): Promise<void> {
  const { records } = await point.resolve(domain, 'TXT', step.world.signal)
  const policies = records.flatMap(({ type, value }) =>
    type === 'TXT' && /v=spf1(\s|"|$)/i.test(value) ? [value] : [],
  )
  step.summary = policies.join(', ')
  if (policies.length === 0) step.warn('no-spf', `${domain} has no SPF record.`)
  if (policies.length > 1) step.fail('spf-twice', `${domain} has ${policies.length} SPF records.`)
}

/** RFC 1918 and link-local addresses. */
function isPrivate(address: string): boolean {
  return /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|127\.)/.test(address)
}
