import type { ErrorEntry } from './entry.ts'

export const proxyErrors = {
  BH_ERR_EDGE_CERTIFICATE: {
    message:
      'Edge {edge}: certificate {number} of listener {listener} cannot be served: {reason}. See that certificate and key are PEM and belong together.',
    exitCode: 2,
  },
  BH_ERR_EDGE_AUTHORITY: {
    message:
      'Edge {edge}: the authority of farm {farm} cannot be read: {reason}. Name a PEM file with a "BEGIN CERTIFICATE" block in tls.ca.',
    exitCode: 2,
  },
  BH_ERR_AFFINITY_SECRET: {
    message:
      'Edge {edge}: the secret of the affinity cookie of farm {farm} is too short: the first line of {file} must have at least {least} characters. Write random ones there, such as openssl rand -hex 32 gives.',
    exitCode: 2,
  },
  BH_ERR_EDGE_LISTEN: {
    message:
      'Edge {edge} cannot listen on {address}:{port}: {reason}. Use an address of this machine, and a port that this user may take (from 1024 on without special rights).',
    exitCode: 2,
  },
  BH_ERR_EDGE_RELOAD_LISTENERS: {
    message:
      'Edge {edge} cannot change its listeners while it runs ({before} now, {after} in the new configuration); nothing was changed. Restart it to use them.',
    exitCode: 2,
  },
  BH_ERR_EDGE_RELOAD_WORKERS: {
    message:
      'The number of workers cannot change while the edge runs ({before} now, {after} in the new configuration); nothing was changed. Restart it to use it.',
    exitCode: 2,
  },
  BH_ERR_WORKER_ENDED: {
    message:
      'Worker {number} of the edge ended {ending} before it was ready. Look at what it wrote above; try it with workers: 1.',
    exitCode: 2,
  },
  BH_ERR_EDGE_NO_FARM: {
    message: 'Edge {edge} has no farm {farm}. Name one of its farms: {known}.',
    exitCode: 2,
  },
  BH_ERR_EDGE_NO_SERVER: {
    message: 'Farm {farm} of edge {edge} has no server {server}. Name one as its configuration does: {known}.',
    exitCode: 2,
  },
} as const satisfies Record<string, ErrorEntry>
