import { extname } from 'node:path'
import { Command } from 'commander'
import { failure } from '../../../base/errors.ts'
import {
  type Authority,
  authorityFromPem,
  createKeyStore,
  issue,
  issueFromRequest,
  loadKeyPair,
  loadPem,
} from '../../../certs/index.ts'
import type { Console } from '../../console.ts'
import { wholeNumber } from '../../whole-number.ts'
import { fileNameOf, withoutEnding, writeNew } from './write-new.ts'

interface Options {
  readonly ca: string
  readonly request?: string
  readonly days: number
  readonly out?: string
}

/** `bridgehead certs issue`. */
export function issueCommand(console: Console): Command {
  return new Command('issue')
    .description('issues a server certificate, for names or for a request')
    .argument('[name...]', 'host names; the first is also the common name')
    .requiredOption('--ca <path>', 'authority: path of its .pem and .key, without ending')
    .option('--request <file>', 'certificate request (CSR) to answer instead')
    .option('--days <number>', 'days of validity, from now', wholeNumber, 397)
    .option('--out <path>', 'files to write, without ending')
    .action(async (names: readonly string[], { ca, request, days, out }: Options) => {
      if (request !== undefined && names.length > 0) {
        const problem = 'Give names or --request, not both: a request has its own names.'
        throw failure('BH_ERR_USAGE', { problem, command: 'certs issue ' })
      }
      const authority = await readAuthority(ca)
      const validTo = new Date(Date.now() + days * 86_400_000)
      if (request !== undefined) {
        const certificate = await issueFromRequest(authority, await loadPem(request), { file: request, validTo })
        await writeNew(console, [[`${out ?? withoutEnding(request)}.pem`, certificate]])
        return
      }
      const pair = await issue(authority, { names, validTo })
      const path = out ?? fileNameOf(names, 'certificate')
      await writeNew(console, [
        [`${path}.pem`, pair.certificate],
        [`${path}.key`, pair.privateKey],
      ])
    })
}

async function readAuthority(path: string): Promise<Authority> {
  const base = ['.pem', '.key', '.crt'].includes(extname(path).toLowerCase()) ? withoutEnding(path) : path
  const pair = await loadKeyPair({ kind: 'pem', cert: `${base}.pem`, key: `${base}.key` })
  return authorityFromPem(pair, createKeyStore(), `${base}.pem`)
}
