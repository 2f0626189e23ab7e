import { Command } from 'commander'
import { loadKeyPair, loadPassphrase, toPfx } from '../../../certs/index.ts'
import type { Console } from '../../console.ts'
import { writeNew } from './write-new.ts'

interface Options {
  readonly cert: string
  readonly key: string
  readonly passphraseFile: string
  readonly tripleDes?: boolean
  readonly out: string
}

/** `bridgehead certs export`. */
export function exportCommand(console: Console): Command {
  return new Command('export')
    .description('puts a PEM certificate with its chain and key into a PFX')
    .requiredOption('--cert <file>', 'PEM certificate, then its chain')
    .requiredOption('--key <file>', 'PEM private key')
    .requiredOption('--passphrase-file <file>', 'file whose first line is the passphrase')
    .option('--triple-des', 'for the Windows of Exchange 2007 to 2016, which reads no AES')
    .requiredOption('--out <file>', 'PFX file to write')
    .action(async ({ cert, key, passphraseFile, tripleDes, out }: Options) => {
      const pair = await loadKeyPair({ kind: 'pem', cert, key })
      const pfx = await toPfx(pair, await loadPassphrase(passphraseFile), {
        cryptoAlgorithm: tripleDes === true ? 'TripleDES_SHA1' : 'AES256_SHA256',
      })
      await writeNew(console, [[out, pfx]])
    })
}
