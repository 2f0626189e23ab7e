export { createResolver } from './resolver.ts'
export { startDnsServer } from './server.ts'
