export { type ProxiedEnds, type ProxyHeader, plainAddress } from './header.ts'
export { readProxyHeader } from './read-header.ts'
export { writeProxyHeader } from './write-header.ts'
