import { Command } from 'commander'
import { createKeyStore, createRequest } from '../../../certs/index.ts'
import type { Console } from '../../console.ts'
import { fileNameOf, writeNew } from './write-new.ts'

/** `bridgehead certs request`. */
export function requestCommand(console: Console): Command {
  return new Command('request')
    .description('makes a key and a certificate request (CSR) for an authority: <out>.csr and <out>.key')
    .argument('<name...>', 'host names; the first is also the common name')
    .option('--out <path>', 'files to write, without ending')
    .action(async (names: readonly string[], { out }: { readonly out?: string }) => {
      const { request, privateKey } = await createRequest({ names, keyStore: createKeyStore() })
      const path = out ?? fileNameOf(names, 'request')
      await writeNew(console, [
        [`${path}.csr`, request],
        [`${path}.key`, privateKey],
      ])
    })
}
