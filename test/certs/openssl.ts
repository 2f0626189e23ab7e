// The openssl program, where it is installed: an outsider's judgement on what certs/ writes, and files that it did not.

import { execFileSync, spawnSync } from 'node:child_process'

const program = 'openssl'
const probe = spawnSync(program, ['version'], { encoding: 'utf8' })

/** For a test's `skip`: false, or the reason. OpenSSL 3, since the options differ before; LibreSSL has others again. */
export const withoutOpenssl: string | false = /^OpenSSL 3/.test(probe.stdout ?? '')
  ? false
  : 'OpenSSL 3 is not installed'

const legacy = withoutOpenssl === false ? spawnSync(program, ['list', '-providers', '-provider', 'legacy']) : undefined

/** As `withoutOpenssl`, for the algorithms that OpenSSL 3 keeps in a provider of their own. */
export const withoutLegacy: string | false =
  withoutOpenssl !== false ? withoutOpenssl : legacy?.status === 0 ? false : 'OpenSSL has no legacy provider here'

/** Runs openssl and gives what it printed. */
export function openssl(...options: readonly string[]): string {
  return execFileSync(program, options, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}
