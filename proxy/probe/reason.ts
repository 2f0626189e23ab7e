import { errors } from 'undici'
import { failureCause, failureCauses } from '../../base/failure-cause.ts'
import type { HealthPlan } from '../../topology/edge-plan.ts'

/** Why an unwanted status makes a server unhealthy, in a sentence. */
export function reasonOfStatus(status: number, health: HealthPlan, tls: boolean): string {
  const wanted = health.status.join(' or ')
  const hint = hintOnStatus(status, tls)
  return `GET ${health.path} was answered ${status} over ${tls ? 'HTTPS' : 'plain HTTP'}, not ${wanted}${hint}.`
}

function hintOnStatus(status: number, tls: boolean): string {
  // sslFlags of the virtual directory (reference/exchange-protocols.md, section 1).
  if (status === 403 && !tls)
    return ' (SSL required? IIS answers 403.4 until sslFlags of the virtual directory is None)'
  if (status === 503) return ' (application pool stopped? IIS answers 503.0 for it)'
  if (status === 401) return ' (healthcheck.htm needs no login from Exchange 2013 on; is the path right?)'
  if (status === 404) return ' (is the path right?)'
  return ''
}

/** Why a probe without an answer makes a server unhealthy, in a sentence. */
export function reasonOfError(
  error: unknown,
  { health, connected, late }: { readonly health: HealthPlan; readonly connected: boolean; readonly late: boolean },
): string {
  if (late) {
    return connected
      ? `GET ${health.path} was not answered in full within ${health.timeout} ms.`
      : `No connection stood within ${health.timeout} ms.`
  }
  // undici gives this error no code in some cases.
  const cause = error instanceof errors.HTTPParserError ? 'bad-response' : failureCause(error)
  const detail = cause.startsWith('tls-') || cause === 'internal' ? ` (${messageOf(error)})` : ''
  return `GET ${health.path} failed: ${failureCauses[cause]}${detail}.`
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.replace(/\.?\s*$/, '') : String(error)
}
