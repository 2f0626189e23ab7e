// Certificates of a topology and certificate files of edges, with absolute paths.

import { dirname, resolve } from 'node:path'
import type { CertificateSource } from '../edge-plan.ts'
import type { CertificatePlan } from '../lab-plan.ts'
import type { Path } from '../problems.ts'
import type { TopologyEdge } from '../schema/edge.ts'
import type { Topology } from '../schema/topology.ts'
import type { Notes } from './notes.ts'

/** Makes a path of the file absolute; it is relative to the file's folder, or to the current one for text from memory. */
export type Absolute = (path: string) => string

/** Starts from the folder of a file; undefined is text from memory. */
export function absoluteFrom(file: string | undefined): Absolute {
  const folder = file === undefined ? process.cwd() : dirname(resolve(file))
  return (path) => resolve(folder, path)
}

/**
 * The topology's certificates by name. Files are not opened here: a plan is made without any key material. Notes a
 * passphrase that is given twice.
 */
export function planCertificates(topology: Topology, absolute: Absolute, notes: Notes): Map<string, CertificatePlan> {
  const plans = new Map<string, CertificatePlan>()
  for (const [name, settings] of Object.entries(topology.certificates)) {
    if ('names' in settings) {
      plans.set(name, { name, settings })
      continue
    }
    const { pfx, passphrase, passphraseFile } = settings
    checkPassphrase(settings, ['certificates', name], notes)
    plans.set(name, {
      name,
      settings: {
        pfx: absolute(pfx),
        ...(passphrase === undefined ? {} : { passphrase }),
        ...(passphraseFile === undefined ? {} : { passphraseFile: absolute(passphraseFile) }),
      },
    })
  }
  return plans
}

type ListedCertificate = NonNullable<TopologyEdge['listeners'][number]['tls']>['certificates'][number]

/** A certificate as a listener lists it: by name, or as files. */
export function certificateSource(
  listed: ListedCertificate,
  absolute: Absolute,
  path: Path,
  notes: Notes,
): CertificateSource {
  if (typeof listed === 'string') return { kind: 'named', name: listed }
  if ('cert' in listed) return { kind: 'pem', cert: absolute(listed.cert), key: absolute(listed.key) }
  checkPassphrase(listed, path, notes)
  const { pfx, passphrase, passphraseFile } = listed
  const file = passphraseFile === undefined ? undefined : absolute(passphraseFile)
  return { kind: 'pfx', pfx: absolute(pfx), passphrase, passphraseFile: file }
}

interface Passphrases {
  readonly passphrase?: string | undefined
  readonly passphraseFile?: string | undefined
}

function checkPassphrase({ passphrase, passphraseFile }: Passphrases, path: Path, notes: Notes): void {
  if (passphrase === undefined || passphraseFile === undefined) return
  notes.tell([...path, 'passphrase'], 'passphrase and passphraseFile exclude each other; keep passphraseFile', 'key')
}
