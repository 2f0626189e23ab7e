import { Command, Option } from 'commander'
import { type CertificateFacts, inspect, loadCertificates } from '../../../certs/index.ts'
import { type Console, table } from '../../console.ts'
import { passphraseOption } from './passphrase-option.ts'

interface Options {
  readonly passphraseFile?: string
  readonly format: 'text' | 'json'
}

/** `bridgehead certs inspect`. */
export function inspectCommand(console: Console): Command {
  return new Command('inspect')
    .description('says what is in a certificate (PEM, DER or PFX)')
    .argument('<file>')
    .option(`${passphraseOption} <file>`, 'file whose first line is the passphrase of a PFX')
    .addOption(new Option('--format <format>', 'how to print').choices(['text', 'json']).default('text'))
    .action(async (file: string, { passphraseFile, format }: Options) => {
      const facts = inspect(await loadCertificates({ file, passphraseFile }, passphraseOption), file)
      console.out.write(format === 'json' ? `${JSON.stringify(facts, undefined, 2)}\n` : table(rows(facts)))
    })
}

function rows(facts: CertificateFacts): readonly (readonly string[])[] {
  return [
    ['subject', facts.subject],
    ['issuer', facts.issuer],
    ['names', facts.names.join(', ') || 'none'],
    ['valid from', dateText(facts.validFrom)],
    ['valid until', `${dateText(facts.validTo)} (${timeLeft(facts.daysLeft)})`],
    ['key', keyText(facts.key)],
    ['serial', facts.serialNumber],
    ['fingerprint SHA-256', facts.fingerprint],
    ['thumbprint SHA-1', facts.thumbprint],
    ['self-signed', facts.selfSigned ? 'yes' : 'no'],
    ['authority', facts.authority ? 'yes' : 'no'],
    ...facts.chain.map((subject, index) => [index === 0 ? 'chain' : '', subject]),
  ]
}

function dateText(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`
}

function timeLeft(days: number): string {
  if (days === 0) return 'less than a day left'
  const count = `${Math.abs(days)} ${Math.abs(days) === 1 ? 'day' : 'days'}`
  return days > 0 ? `${count} left` : `ended ${count} ago`
}

function keyText({ type, bits, curve }: CertificateFacts['key']): string {
  return [type.toUpperCase(), bits ?? curve ?? ''].join(' ')
}
