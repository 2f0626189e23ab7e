import { availableParallelism, cpus, release, totalmem, type } from 'node:os'

/** The machine and the versions in two lines: a figure without them says nothing. */
export function machine(): string {
  const { node, v8, openssl } = process.versions
  return `${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, ${type()} ${release()}
Node ${node}, V8 ${v8}, OpenSSL ${openssl}`
}
