import { Command } from 'commander'
import { createAuthority, createKeyStore } from '../../../certs/index.ts'
import type { Console } from '../../console.ts'
import { writeNew } from './write-new.ts'

interface Options {
  readonly name: string
  readonly out: string
}

/** `bridgehead certs ca`. */
export function caCommand(console: Console): Command {
  return new Command('ca')
    .description('makes a certificate authority: <out>.pem and <out>.key')
    .option('--name <name>', 'common name', 'Bridgehead CA')
    .option('--out <path>', 'files to write, without ending', 'ca')
    .action(async ({ name, out }: Options) => {
      const authority = await createAuthority({ commonName: name, keyStore: createKeyStore() })
      await writeNew(console, [
        [`${out}.pem`, authority.certificate],
        [`${out}.key`, authority.signingKey.export({ type: 'pkcs8', format: 'pem' }).toString()],
      ])
    })
}
