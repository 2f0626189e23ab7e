import { dirname, isAbsolute, join } from 'node:path'

/** A topology as a file names it: a built-in name stays one, a path (a name with a slash or .yaml) starts at the file. */
export function topologyOfFile(topology: string, file: string): string {
  const isFile = /[/\\]|\.ya?ml$/i.test(topology)
  return isFile && !isAbsolute(topology) ? join(dirname(file), topology) : topology
}
