import fc from 'fast-check'
import t from 'tap'
import { ByteReader } from '../../protocols/byte-reader.ts'
import {
  decodeBind,
  decodeBindAck,
  decodePduHeader,
  encodeBind,
  encodeBindAck,
  NdrReader,
  ndr,
  PduSplitter,
  rpcInterfaces,
} from '../../protocols/dcerpc/index.ts'
import { readExtendedBuffers } from '../../protocols/mapi/extended-buffer.ts'
import { decompress } from '../../protocols/mapi/lzxpress.ts'
import { readRecipientRow, writeRecipientRow } from '../../protocols/mapi/recipient-row.ts'
import { readRestriction } from '../../protocols/mapi/restriction.ts'
import { decodeRopBuffer, encodeRopBuffer } from '../../protocols/mapi/rop-buffer.ts'
import {
  decodeConnectRequest,
  decodeConnectResponse,
  decodeExecuteRequest,
  decodeExecuteResponse,
  encodeExecuteRequest,
  MapiHttpResponseReader,
  readColumnsAndRows,
} from '../../protocols/mapi-http/index.ts'
import { readNdrRestriction } from '../../protocols/nspi/ndr-restriction.ts'
import { readPropertyValue } from '../../protocols/nspi/ndr-values.ts'
import {
  createAuthenticate,
  createChallenge,
  createNegotiate,
  ntlmMessageType,
  unwrapSpnego,
  verifyAuthenticate,
  wrapNegTokenInit,
  wrapNegTokenResp,
} from '../../protocols/ntlm/index.ts'
import { connA1, connB1, decodeRts } from '../../protocols/rts/index.ts'
import { ProtocolSyntaxError } from '../../protocols/syntax-error.ts'
import {
  readAuthorizeTunnel,
  readCreateChannel,
  readCreatedTunnel,
  readCreateTunnel,
  readSendToServer,
  writeAuthorizeTunnel,
  writeCreateChannel,
  writeCreatedTunnel,
  writeCreateTunnel,
  writeSendToServer,
} from '../../protocols/tsproxy/index.ts'
import { decodeWbxml } from '../../protocols/wbxml/index.ts'

const negotiate = createNegotiate({ keyExchange: true })
const challenge = createChallenge({
  negotiate,
  netbiosComputer: 'CAS1',
  netbiosDomain: 'CONTOSO',
  dnsComputer: 'cas1.contoso.local',
  dnsDomain: 'contoso.local',
})
const account = { user: 'alice', domain: 'CONTOSO', password: 'x' }
const authenticate = createAuthenticate({ negotiate, challenge, ...account })
const passwordOf = (): string => 'x'
const cookie = Buffer.alloc(16, 7)
const gatewayHandle = Buffer.alloc(20, 7)
const context = { id: 0, interface: rpcInterfaces.emsmdb, transfers: [ndr] }

const decoders: Record<string, { decode: (bytes: Buffer) => unknown; whole: Buffer }> = {
  'NTLM type': { decode: ntlmMessageType, whole: negotiate },
  'NTLM Type 1': {
    decode: (bytes) =>
      createChallenge({ negotiate: bytes, netbiosComputer: '', netbiosDomain: '', dnsComputer: '', dnsDomain: '' }),
    whole: negotiate,
  },
  'NTLM Type 2': {
    decode: (bytes) => createAuthenticate({ negotiate, challenge: bytes, ...account }),
    whole: challenge,
  },
  'NTLM Type 3': {
    decode: (bytes) => verifyAuthenticate({ negotiate, challenge, authenticate: bytes, passwordOf }),
    whole: authenticate,
  },
  'SPNEGO init': { decode: unwrapSpnego, whole: wrapNegTokenInit(negotiate) },
  'SPNEGO response': { decode: unwrapSpnego, whole: wrapNegTokenResp(challenge, 'accept-incomplete') },
  WBXML: {
    decode: decodeWbxml,
    whole: Buffer.from('03016a00000d4548033438300001494a4b033500014c03456d61696c0001010101', 'hex'),
  },
  'RTS A1': { decode: decodeRts, whole: connA1({ virtualConnection: cookie, outChannel: cookie }) },
  'RTS B1': {
    decode: decodeRts,
    whole: connB1({ virtualConnection: cookie, inChannel: cookie, associationGroup: cookie }),
  },
  'PDU header': { decode: decodePduHeader, whole: connA1({ virtualConnection: cookie, outChannel: cookie }) },
  'PDU splitter': {
    decode: (bytes) => new PduSplitter().push(bytes),
    whole: connA1({ virtualConnection: cookie, outChannel: cookie }),
  },
  'RD Gateway, create tunnel': {
    decode: readCreateTunnel,
    whole: writeCreateTunnel({ major: 1, minor: 1, capabilities: 0x1f }),
  },
  'RD Gateway, authorize tunnel': { decode: readAuthorizeTunnel, whole: writeAuthorizeTunnel(gatewayHandle, 'pc') },
  'RD Gateway, create channel': {
    decode: readCreateChannel,
    whole: writeCreateChannel(gatewayHandle, { hosts: ['pc', 'pc.contoso.com'], port: 3389 }),
  },
  'RD Gateway, send to server': {
    decode: readSendToServer,
    whole: writeSendToServer(gatewayHandle, Buffer.from('data')),
  },
  'RD Gateway, created tunnel': {
    decode: readCreatedTunnel,
    whole: writeCreatedTunnel({
      major: 1,
      minor: 1,
      capabilities: 0x12,
      handle: gatewayHandle,
      tunnelId: 1,
      nonce: '11111111-2222-4333-8444-555555555555',
    }),
  },
  bind: {
    decode: decodeBind,
    whole: encodeBind({ callId: 1, maxFragment: 5840, associationGroup: 0, contexts: [context] }),
  },
  'bind ack': {
    decode: decodeBindAck,
    whole: encodeBindAck({
      callId: 1,
      maxFragment: 5840,
      associationGroup: 1,
      secondaryAddress: '6001',
      results: [{ result: 0, reason: 0, transfer: ndr }],
    }),
  },
  'MAPI Connect request': {
    decode: decodeConnectRequest,
    whole: Buffer.from('2f6f3d4f0000000000e404000009040000090400000000000000', 'hex'),
  },
  'MAPI Connect response': { decode: decodeConnectResponse, whole: Buffer.alloc(40) },
  'Execute request': {
    decode: decodeExecuteRequest,
    whole: encodeExecuteRequest({ flags: 0, ropBuffer: Buffer.alloc(20), maxRopOut: 1 }),
  },
  'Execute response': { decode: decodeExecuteResponse, whole: Buffer.alloc(24) },
  'extended buffers': {
    decode: readExtendedBuffers,
    whole: Buffer.from('0000010006002c01ffffff1f61626317000fff2601', 'hex'),
  },
  'packed bytes': {
    decode: (bytes) => decompress(bytes, 300),
    whole: Buffer.from('ffffff1f61626317000fff2601', 'hex'),
  },
  'ROP buffer': { decode: decodeRopBuffer, whole: encodeRopBuffer({ rops: Buffer.alloc(9), handles: [1, 2] }) },
  restriction: {
    decode: (bytes) => readRestriction(new ByteReader('MAPI', bytes), 'rop'),
    whole: Buffer.from('000200080000001f003700080000001f003700', 'hex'),
  },
  'rows of the address book': {
    decode: (bytes) => readColumnsAndRows(new ByteReader('MAPI/HTTP', bytes)),
    whole: Buffer.from('010000001f00013001000000' + '00ff41000000', 'hex'),
  },
  'recipient row': {
    decode: (bytes) => readRecipientRow(new ByteReader('MAPI', bytes), [0x39fe001f]),
    whole: writeRecipientRow([0x39fe001f], {
      dn: '/o=x',
      displayType: 0,
      addressType: undefined,
      emailAddress: undefined,
      displayName: 'x',
      properties: [{ tag: 0x39fe001f, value: 'x' }],
    }),
  },
  'NDR restriction': {
    decode: (bytes) => readNdrRestriction(new NdrReader(bytes)),
    whole: Buffer.from('0800000008000000000000001f00013000000000', 'hex'),
  },
  'NDR property': {
    decode: (bytes) => readPropertyValue(new NdrReader(bytes)),
    whole: Buffer.from('1f000130000000001f0000000100000002000000000000000200000041000000', 'hex'),
  },
  'MAPI response body': {
    decode: (bytes) => {
      const reader = new MapiHttpResponseReader()
      reader.push(bytes)
      return reader.end()
    },
    whole: Buffer.from('PROCESSING\r\nDONE\r\nX-ElapsedTime: 1\r\n\r\n'),
  },
}

/** Whatever a peer sends, a decoder gives a value or throws the one typed error. */
function holds(decode: (bytes: Buffer) => unknown, bytes: Buffer): boolean {
  try {
    decode(bytes)
    return true
  } catch (error) {
    return error instanceof ProtocolSyntaxError
  }
}

for (const [name, { decode, whole }] of Object.entries(decoders)) {
  t.test(`${name}: any bytes are decoded or refused with the typed error`, async (t) => {
    const random = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes))
    const damaged = fc
      .array(fc.tuple(fc.nat(Math.max(whole.length - 1, 0)), fc.nat(255)), { maxLength: 6 })
      .map((changes) => {
        const bytes = Buffer.from(whole)
        for (const [at, value] of changes) bytes[at] = value
        return bytes
      })
    const cut = fc.nat(whole.length).map((length) => whole.subarray(0, length))
    fc.assert(
      fc.property(fc.oneof(random, damaged, cut), (bytes) => holds(decode, bytes)),
      { numRuns: 300 },
    )
    t.pass()
  })
}
