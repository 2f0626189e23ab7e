import { lstat, readlink } from 'node:fs/promises'
import { join, parse, resolve, sep } from 'node:path'

/** As many links as Linux follows in one path (path_resolution(7)). */
const mostLinks = 40

/**
 * The folders in which a change can make a path lead to another file: the file's own, and that of every symbolic link on the
 * way. Kubernetes, for example, mounts `tls.crt -> ..data/tls.crt` and swaps the link `..data`; others swap a link `current`.
 */
export async function placesOf(file: string): Promise<ReadonlySet<string>> {
  const places = new Set<string>()
  let links = 0
  let place = parse(resolve(file)).root
  let parts = partsOf(resolve(file))
  for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
    const path = join(place, part)
    const target = await linkTarget(path)
    if (parts.length === 0 || target !== undefined) places.add(place)
    if (target === undefined) place = path
    else if (++links > mostLinks) break
    else {
      const absolute = resolve(place, target)
      parts = [...partsOf(absolute), ...parts]
      place = parse(absolute).root
    }
  }
  return places
}

function partsOf(path: string): string[] {
  return path.slice(parse(path).root.length).split(sep).filter(Boolean)
}

async function linkTarget(path: string): Promise<string | undefined> {
  try {
    return (await lstat(path)).isSymbolicLink() ? await readlink(path) : undefined
  } catch {
    return undefined
  }
}
