import { Command } from 'commander'
import { loadKeyPair } from '../../../certs/index.ts'
import type { Console } from '../../console.ts'
import { passphraseOption } from './passphrase-option.ts'
import { withoutEnding, writeNew } from './write-new.ts'

interface Options {
  readonly passphraseFile?: string
  readonly out?: string
}

/** `bridgehead certs import`. */
export function importCommand(console: Console): Command {
  return new Command('import')
    .description('takes a PFX apart: <out>.pem and <out>.key')
    .argument('<pfx>')
    .option(`${passphraseOption} <file>`, 'file whose first line is the passphrase')
    .option('--out <path>', 'files to write, without ending')
    .action(async (file: string, { passphraseFile, out }: Options) => {
      const source = { kind: 'pfx', pfx: file, passphrase: undefined, passphraseFile } as const
      const pair = await loadKeyPair(source, passphraseOption)
      const path = out ?? withoutEnding(file)
      await writeNew(console, [
        [`${path}.pem`, pair.certificate],
        [`${path}.key`, pair.privateKey],
      ])
    })
}
