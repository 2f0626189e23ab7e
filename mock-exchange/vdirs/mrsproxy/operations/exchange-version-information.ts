import { mrsOperations } from '../../../../protocols/mrs/index.ts'
import { markup } from '../../../xml/markup.ts'
import { buildText, versionOf } from '../../exchange-version.ts'
import type { MrsHandler } from '../operation.ts'
import { mostSessions } from '../sessions.ts'

/** Who the service is and what it can do: all that Test-MigrationServerAvailability asks. */
export const exchangeVersionInformation: MrsHandler = (_request, { context: { plan } }) => {
  const capabilities = mrsOperations.map((name) => markup`<Capability>${name}</Capability>`)
  return markup`<Server>${plan.fqdn}</Server><Version>${buildText(versionOf(plan).build)}</Version><MaxConnections>${
    mostSessions
  }</MaxConnections><Capabilities>${capabilities}</Capabilities>`
}
