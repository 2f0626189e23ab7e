export type { ProxiedEnds, ProxyHeader } from './header.ts'
export { readProxyHeader } from './read-header.ts'
export { writeProxyHeader } from './write-header.ts'
