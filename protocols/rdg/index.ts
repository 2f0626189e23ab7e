// RD Gateway over HTTP (MS-TSGU), both sides. No sockets: bytes in, bytes out.

export { decodeRdg, encodeRdg, type RdgPacket, rdgErrors, rdgLongestPacket } from './packets.ts'
export { RdgSplitter, rdgSeedLength } from './splitter.ts'
