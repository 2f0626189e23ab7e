// Autodiscover as Outlook searches for it, each way a step with its own name, port and certificate.
//
//   the host given, or  (inside) service connection point ─▶ root domain ─▶ autodiscover.<domain> ─▶ redirect over http ─▶ SRV record

import type { HopRecord } from '../../../base/trace.ts'
import { ActionRun } from '../../action-run.ts'
import { redirectOf } from '../../http/index.ts'
import { findConnectionPoints } from '../../outlook/autodiscover/connection-points.ts'
import { findServiceRecord, serviceRecordName } from '../../outlook/autodiscover/service-record.ts'
import { autodiscoverPox } from '../../outlook/autodiscover-pox.ts'
import type { ActionResult } from '../../types.ts'
import { answered, placeOf } from '../../words.ts'
import type { Step } from '../step.ts'
import type { ProbeTarget } from '../types.ts'
import { runActionIn } from './action.ts'
import { testAuthentication } from './authentication.ts'
import { actionContext } from './context.ts'
import { type KnownEndpoints, testEndpoint } from './endpoint.ts'

const path = '/autodiscover/autodiscover.xml'

/** The site of a forest that was never divided. */
const defaultSite = 'Default-First-Site-Name'

/** One way of the search: to the URL that is asked. */
interface Way {
  readonly title: string
  readonly url: (step: Step, known: KnownEndpoints) => Promise<URL>
}

/** Step: the settings of a mailbox, with which way won. @throws StepFailure when no way leads to settings */
export function testAutodiscover(
  parent: Step,
  { email, host, domain, directoryDomain = domain }: ProbeTarget,
  known: KnownEndpoints,
): Promise<ActionResult['facts']> {
  return parent.step(`Autodiscover for ${email ?? domain}`, async (step) => {
    const inside = step.world.from.vantage === 'intranet' && step.world.account !== undefined
    const ways =
      host === undefined
        ? [...(inside ? [connectionPoint(directoryDomain)] : []), ...search(domain)]
        : [at(`https://${host}${path}`)]
    let found: ActionResult | undefined
    for (const way of ways) {
      if (found !== undefined) {
        step.skip(way.title, 'Not needed: settings are there.')
        continue
      }
      found = await step.alternative(way.title, async (inner) => ask(inner, await way.url(inner, known), email, known))
      if (found !== undefined) step.summary = `Settings came by: ${way.title}.`
    }
    if (found === undefined) {
      return step.fail('autodiscover-failed', `Autodiscover found no settings for ${email ?? domain} in any way.`)
    }
    for (const name of ['mapiUrl', 'rpcServer', 'ewsUrl', 'oabUrl', 'owaUrl']) step.detail(name, found.facts[name])
    return found.facts
  })
}

function search(domain: string): readonly Way[] {
  return [
    at(`https://${domain}${path}`),
    at(`https://autodiscover.${domain}${path}`),
    { title: `Redirect from http://autodiscover.${domain}`, url: (step, known) => redirected(step, domain, known) },
    { title: `SRV record ${serviceRecordName(domain)}`, url: (step) => serviceRecord(step, domain) },
  ]
}

/** Outlook on a PC of the domain asks Active Directory first. */
const connectionPoint = (domain: string): Way => ({
  title: `Service connection point in Active Directory (${domain})`,
  url: (parent) =>
    parent.step('Ask a domain controller by LDAP', async (step) => {
      await using run = new ActionRun('autodiscover', actionContext(step, []))
      const [first, ...others] = await findConnectionPoints(run, domain, defaultSite)
      if (first === undefined) return step.fail('name-not-found', `Active Directory holds no service connection point.`)
      step.detail('others', others.map(({ href }) => href).join(', '))
      step.summary = first.href
      return first
    }),
})

const at = (url: string): Way => ({ title: url, url: async () => new URL(url) })

async function ask(step: Step, url: URL, email: string | undefined, known: KnownEndpoints): Promise<ActionResult> {
  await testEndpoint(step, url, known)
  const auth = step.world.auth ?? 'ntlm'
  await testAuthentication(step, { url, method: 'POST', wanted: [auth], windows: true })
  if (step.world.account === undefined) return step.fail('no-credentials', 'Settings are given to users only.')
  return step.step('Ask for the settings', (inner) =>
    runActionIn(inner, {
      action: autodiscoverPox,
      with: { url: url.href, auth, ...(email === undefined ? {} : { email }) },
    }),
  )
}

function redirected(parent: Step, domain: string, known: KnownEndpoints): Promise<URL> {
  const url = new URL(`http://autodiscover.${domain}${path}`)
  return testEndpoint(parent, url, known).then(() =>
    parent.step('Ask without credentials for the redirect', async (step) => {
      const hops: HopRecord[] = []
      await using run = new ActionRun('autodiscover', actionContext(step, hops, undefined))
      const response = await run.send({ url })
      const target = redirectOf(response)
      step.detail('status', response.status)
      if (target === undefined) return step.fail('protocol-error', `${answered(response)}, which is no redirect.`)
      step.detail('location', target.href)
      if (target.protocol !== 'https:') {
        return step.fail('protocol-error', `It leads to ${placeOf(target)}; Outlook follows to https only.`)
      }
      step.summary = placeOf(target)
      return target
    }),
  )
}

function serviceRecord(parent: Step, domain: string): Promise<URL> {
  return parent.step(`Resolve ${serviceRecordName(domain)}`, async (step) => {
    const found = await findServiceRecord(step.world.from, domain, step.world.signal)
    if ('failed' in found) {
      const sentence = `${found.failed.charAt(0).toUpperCase()}${found.failed.slice(1)}.`
      return step.fail(found.missing ? 'name-not-found' : 'protocol-error', sentence)
    }
    step.summary = found.host
    return new URL(`https://${found.host}${path}`)
  })
}
