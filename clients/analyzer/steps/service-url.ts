import type { Step } from '../step.ts'
import type { ProbeTarget } from '../types.ts'
import { testAutodiscover } from './autodiscover.ts'
import type { KnownEndpoints } from './endpoint.ts'

/**
 * The URL of a service: on the host that was named, or on the one that Autodiscover names in `fact`.
 * @throws StepFailure when Autodiscover leads nowhere
 */
export async function serviceUrlOf(
  step: Step,
  target: ProbeTarget,
  { fact, path }: { readonly fact: string; readonly path: string },
  known: KnownEndpoints,
): Promise<URL> {
  if (target.host !== undefined) return new URL(`https://${target.host}${path}`)
  const settings = await testAutodiscover(step, target, known)
  const found = String(settings[fact] ?? '')
  if (!URL.canParse(found)) step.fail('no-url', `Autodiscover names no URL in ${fact}.`)
  return new URL(path, found)
}
