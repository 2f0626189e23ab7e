// The files that commands make: all of them or none, and nothing overwritten.

import { mkdir, open, rm } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { failure } from '../../../base/errors.ts'
import { fileReason } from '../../../base/file-reason.ts'
import type { Console } from '../../console.ts'

/** A path and what is to stand in it. */
export type NewFile = readonly [file: string, content: string | Buffer]

/**
 * Writes new files, private keys and PFX for the owner's eyes only, and names them once all are there. When one cannot
 * be written, those before it are removed again.
 * @throws BH_ERR_FILE_EXISTS, BH_ERR_WRITE
 */
export async function writeNew(console: Console, files: readonly NewFile[]): Promise<void> {
  const made: string[] = []
  try {
    for (const file of files) await writeOne(file, made)
  } catch (error) {
    await Promise.all(made.map((file) => rm(file, { force: true })))
    throw error
  }
  for (const file of made) console.out.write(`${file}\n`)
}

/** Puts the file among those made as soon as it is there, even if its content is not. */
async function writeOne([file, content]: NewFile, made: string[]): Promise<void> {
  const secret = file.endsWith('.key') || typeof content !== 'string'
  try {
    await mkdir(dirname(file), { recursive: true })
    await using handle = await open(file, 'wx', secret ? 0o600 : 0o644)
    made.push(file)
    await handle.writeFile(content)
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException
    if (code === 'EEXIST' && syscall === 'open') throw failure('BH_ERR_FILE_EXISTS', { file }, error)
    throw failure('BH_ERR_WRITE', { file, reason: fileReason(error, 'write') }, error)
  }
}

/** Where the files of a certificate go that nobody named: its first name, `wildcard` for a star. */
export function fileNameOf([first]: readonly string[], fallback: string): string {
  return (first ?? fallback).replace('*', 'wildcard')
}

/** A path without the ending of its file. */
export function withoutEnding(file: string): string {
  return join(dirname(file), basename(file, extname(file)))
}
