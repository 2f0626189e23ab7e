// What is measured. A new case is a line here.

import type { LoadOrder } from './load.ts'

/** One case: a kind of load on every proxy. */
export interface Case {
  readonly name: string
  readonly title: string
  readonly bridged: boolean
  readonly load: Pick<
    LoadOrder,
    'path' | 'connections' | 'upload' | 'connect' | 'names' | 'paths' | 'held' | 'heldPath'
  >
  /** Bytes of one request's body or answer, where the figure is one of throughput. */
  readonly bytes: number
}

const small = {
  path: '/512',
  connections: 32,
  upload: 0,
  connect: 'kept',
  names: 0,
  paths: 0,
  held: 0,
  heldPath: '',
} as const
const megabyte = 1_048_576

/** All of them, the most telling first. */
export const cases: readonly Case[] = [
  {
    name: 'small',
    title: 'TLS ends at the proxy, kept connections, answers of 512 bytes',
    bridged: false,
    load: small,
    bytes: 0,
  },
  { name: 'bridged', title: 'the same, bridged: TLS to the server too', bridged: true, load: small, bytes: 0 },
  {
    name: 'down-1m',
    title: 'answers of 1 MB',
    bridged: false,
    load: { ...small, path: `/${megabyte}`, connections: 8 },
    bytes: megabyte,
  },
  {
    name: 'up-1m',
    title: 'request bodies of 1 MB',
    bridged: false,
    load: { ...small, path: '/upload', upload: megabyte, connections: 8 },
    bytes: megabyte,
  },
  {
    name: 'down-100m',
    title: 'answers of 100 MB',
    bridged: false,
    load: { ...small, path: `/${100 * megabyte}`, connections: 2 },
    bytes: 100 * megabyte,
  },
  {
    name: 'up-100m',
    title: 'request bodies of 100 MB',
    bridged: false,
    load: { ...small, path: '/upload', upload: 100 * megabyte, connections: 2 },
    bytes: 100 * megabyte,
  },
  {
    name: 'connect',
    title: 'a new TLS connection for each request',
    bridged: false,
    load: { ...small, connect: 'new' },
    bytes: 0,
  },
  {
    name: 'resume',
    title: 'a new, resumed TLS connection for each request',
    bridged: false,
    load: { ...small, connect: 'resumed' },
    bytes: 0,
  },
  {
    name: 'routes-10',
    title: 'rules for 10 host names, each request for another one',
    bridged: false,
    load: { ...small, names: 10 },
    bytes: 0,
  },
  {
    name: 'routes-1k',
    title: '1,000 rules: 100 host names with 10 paths each, each request for another one',
    bridged: false,
    load: { ...small, names: 100, paths: 10 },
    bytes: 0,
  },
  {
    name: 'routes-10k',
    title: 'rules for 10,000 host names, each request for another one',
    bridged: false,
    load: { ...small, names: 10_000 },
    bytes: 0,
  },
  {
    name: 'idle-10k',
    title: 'small answers while 10,000 other TLS connections rest (pipe needs 20,000 file descriptors for that)',
    bridged: false,
    load: { ...small, held: 10_000, heldPath: '/512' },
    bytes: 0,
  },
  {
    name: 'ping-5k',
    title: 'small answers while 5,000 devices hold an ActiveSync Ping',
    bridged: false,
    load: { ...small, held: 5_000, heldPath: '/held' },
    bytes: 0,
  },
]
