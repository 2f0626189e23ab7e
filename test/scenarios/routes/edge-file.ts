// An edge file for route tables, and tables for it.

import type { Test } from 'tap'
import { type ScenarioFolder, scenarioFolder } from '../scenario-file.ts'

const edge = `listeners:
  - { address: 127.0.0.1:8443, tls: { certificates: [{ cert: mail.pem, key: mail.key }] } }
  - { address: 127.0.0.1:8080 }
farms:
  cas: { servers: [cas1, { address: cas2 }] }
  cas-tls: { servers: [cas1], tls: { servername: mail.contoso.com } }
  legacy: { servers: [old1], passthrough: true }
rules:
  - { path: /PowerShell, deny: 403 }
  - { host: mail.contoso.com, path: /EWS/mrsproxy.svc, farm: cas-tls }
  - { host: mail.contoso.com, farm: cas }
  - { host: old.contoso.com, redirect: "https://mail.contoso.com/owa/" }
  - { host: "*.legacy.contoso.com", farm: legacy }
`

/** A folder with `edge.yaml`: three farms, five rules, 127.0.0.1:8443 with TLS and 127.0.0.1:8080 without. */
export function folderWithEdge(t: Pick<Test, 'teardown'>): ScenarioFolder {
  const folder = scenarioFolder(t)
  folder.write('edge.yaml', edge)
  return folder
}
