// `bridgehead certs …`: authorities, certificates, requests and PFX files for edges in front of real servers.

import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { Command } from 'commander'
import { failure } from '../../base/errors.ts'
import type { KeyPair } from '../../base/key-pair.ts'
import {
  type Authority,
  authorityFromPem,
  createAuthority,
  createKeyStore,
  createRequest,
  inspect,
  issue,
  issueFromRequest,
  loadKeyPair,
  toPfx,
} from '../../certs/index.ts'
import { type Console, table } from '../console.ts'

interface Where {
  readonly out: string
}

/** The command group. Existing files are never overwritten: a private key that is gone stays gone. */
export function certsCommand(console: Console): Command {
  const certs = new Command('certs').description('makes, requests, inspects and converts certificates')

  certs
    .command('ca')
    .description('makes a certificate authority: <out>.pem and <out>.key')
    .option('--name <name>', 'common name', 'Bridgehead CA')
    .option('--out <path>', 'files to write, without ending', 'ca')
    .action(async ({ name, out }: Where & { readonly name: string }) => {
      const authority = await createAuthority({ commonName: name, keyStore: createKeyStore() })
      await writeNew(console, [
        [`${out}.pem`, authority.certificate],
        [`${out}.key`, authority.signingKey.export({ type: 'pkcs8', format: 'pem' }).toString()],
      ])
    })

  certs
    .command('issue')
    .description('issues a server certificate, for names or for a request')
    .argument('[name...]', 'host names; the first is also the common name')
    .requiredOption('--ca <path>', 'authority: path of its .pem and .key, without ending')
    .option('--request <file>', 'certificate request (CSR) to answer instead')
    .option('--days <number>', 'days of validity', Number, 397)
    .option('--out <path>', 'files to write, without ending')
    .action(async (names: readonly string[], options: { ca: string; request?: string; days: number; out?: string }) => {
      const authority = await readAuthority(options.ca)
      const validTo = new Date(Date.now() + options.days * 86_400_000)
      if (options.request !== undefined) {
        const certificate = await issueFromRequest(authority, await readText(options.request), {
          file: options.request,
          validTo,
        })
        await writeNew(console, [[`${options.out ?? withoutEnding(options.request)}.pem`, certificate]])
        return
      }
      const pair = await issue(authority, { names, validTo })
      const out = options.out ?? (names[0] ?? 'certificate').replace('*', 'wildcard')
      await writeNew(console, [
        [`${out}.pem`, pair.certificate],
        [`${out}.key`, pair.privateKey],
      ])
    })

  certs
    .command('request')
    .description('makes a key and a certificate request (CSR) for an authority: <out>.csr and <out>.key')
    .argument('<name...>', 'host names; the first is also the common name')
    .option('--out <path>', 'files to write, without ending')
    .action(async (names: readonly string[], options: { out?: string }) => {
      const { request, privateKey } = await createRequest({ names, keyStore: createKeyStore() })
      const out = options.out ?? (names[0] ?? 'request').replace('*', 'wildcard')
      await writeNew(console, [
        [`${out}.csr`, request],
        [`${out}.key`, privateKey],
      ])
    })

  certs
    .command('inspect')
    .description('says what is in a certificate (PEM or PFX)')
    .argument('<file>')
    .option('--passphrase-file <file>', 'file whose first line is the passphrase of a PFX')
    .action(async (file: string, { passphraseFile }: { passphraseFile?: string }) => {
      const pem = isPfx(file) ? (await readPfx(file, passphraseFile)).certificate : await readText(file)
      const facts = inspect(pem, file)
      console.out.write(
        table(
          Object.entries(facts)
            .filter(([, value]) => value !== undefined)
            .map(([name, value]) => [
              name,
              Array.isArray(value)
                ? value.join(', ')
                : typeof value === 'object'
                  ? JSON.stringify(value)
                  : String(value),
            ]),
        ),
      )
    })

  certs
    .command('export')
    .description('puts a PEM certificate with its chain and key into a PFX')
    .requiredOption('--cert <file>', 'PEM certificate, then its chain')
    .requiredOption('--key <file>', 'PEM private key')
    .requiredOption('--passphrase-file <file>', 'file whose first line is the passphrase')
    .option('--triple-des', 'for the Windows of Exchange 2007 to 2016, which reads no AES')
    .requiredOption('--out <file>', 'PFX file to write')
    .action(
      async (options: { cert: string; key: string; passphraseFile: string; tripleDes?: boolean; out: string }) => {
        const pair = await loadKeyPair({ kind: 'pem', cert: options.cert, key: options.key })
        const pfx = await toPfx(pair, await firstLine(options.passphraseFile), {
          cryptoAlgorithm: options.tripleDes === true ? 'TripleDES_SHA1' : 'AES256_SHA256',
        })
        await writeNew(console, [[options.out, pfx]])
      },
    )

  certs
    .command('import')
    .description('takes a PFX apart: <out>.pem and <out>.key')
    .argument('<pfx>')
    .option('--passphrase-file <file>', 'file whose first line is the passphrase')
    .option('--out <path>', 'files to write, without ending')
    .action(async (file: string, options: { passphraseFile?: string; out?: string }) => {
      const pair = await readPfx(file, options.passphraseFile)
      const out = options.out ?? withoutEnding(file)
      await writeNew(console, [
        [`${out}.pem`, pair.certificate],
        [`${out}.key`, pair.privateKey],
      ])
    })

  return certs
}

async function readAuthority(path: string): Promise<Authority> {
  const base = isPem(path) ? withoutEnding(path) : path
  const pair = await loadKeyPair({ kind: 'pem', cert: `${base}.pem`, key: `${base}.key` })
  return authorityFromPem(pair, createKeyStore(), `${base}.pem`)
}

function readPfx(file: string, passphraseFile: string | undefined): Promise<KeyPair> {
  return loadKeyPair({ kind: 'pfx', pfx: file, passphrase: undefined, passphraseFile })
}

async function firstLine(file: string): Promise<string> {
  return (await readText(file)).split(/\r?\n/, 1)[0] ?? ''
}

async function readText(file: string): Promise<string> {
  return (await readBytes(file)).toString('utf8')
}

async function readBytes(file: string): Promise<Buffer> {
  try {
    return await readFile(file)
  } catch (error) {
    throw failure('BH_ERR_READ', { file, reason: reasonOf(error) }, error)
  }
}

/** Writes new files, private keys for the owner's eyes only, and names them. @throws BH_ERR_WRITE also for one that exists */
async function writeNew(console: Console, files: readonly (readonly [string, string | Buffer])[]): Promise<void> {
  for (const [file, content] of files) {
    const secret = file.endsWith('.key') || typeof content !== 'string'
    try {
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, content, { flag: 'wx', mode: secret ? 0o600 : 0o644 })
    } catch (error) {
      throw failure('BH_ERR_WRITE', { file, reason: reasonOf(error) }, error)
    }
    console.out.write(`${file}\n`)
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error ? Reflect.get(error, 'code') : undefined
  if (code === 'EEXIST') return 'it exists already, and nothing is overwritten'
  if (code === 'ENOENT') return 'there is no such file'
  return error instanceof Error ? error.message : String(error)
}

function isPfx(file: string): boolean {
  return ['.pfx', '.p12'].includes(extname(file).toLowerCase())
}

function isPem(file: string): boolean {
  return ['.pem', '.key', '.crt'].includes(extname(file).toLowerCase())
}

function withoutEnding(file: string): string {
  return join(dirname(file), basename(file, extname(file)))
}
