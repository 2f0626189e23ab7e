import t from 'tap'
import {
  decodeBind,
  decodeBindAck,
  decodePduHeader,
  encodeBind,
  encodeBindAck,
  ndr,
  pduTypes,
  rpcInterfaces,
} from '../../../protocols/dcerpc/index.ts'

t.test('a BIND to EMSMDB has 72 bytes and its UUIDs in RPC order', async (t) => {
  const bind = {
    callId: 1,
    maxFragment: 5840,
    associationGroup: 0,
    contexts: [{ id: 0, interface: rpcInterfaces.emsmdb, transfers: [ndr] }],
  }
  const bytes = encodeBind(bind)
  t.equal(bytes.length, 72)
  t.match(decodePduHeader(bytes), { type: pduTypes.bind, flags: 3, fragmentLength: 72, callId: 1 })
  t.equal(bytes.subarray(32, 52).toString('hex'), '00dbf1a447ca6710b31f00dd010662da00005100')
  t.equal(bytes.subarray(52).toString('hex'), '045d888aeb1cc9119fe808002b10486002000000')
  t.same(decodeBind(bytes), bind)
})

t.test('a BIND_ACK answers every context, whatever the length of the secondary address', async (t) => {
  for (const secondaryAddress of ['', '6', '60', '600', '6001', '60010']) {
    const ack = {
      callId: 2,
      maxFragment: 4280,
      associationGroup: 0x1234,
      secondaryAddress,
      results: [
        { result: 0, reason: 0, transfer: ndr },
        { result: 3, reason: 3, transfer: { id: '00000000-0000-0000-0000-000000000000', major: 0, minor: 0 } },
      ],
    }
    t.same(decodeBindAck(encodeBindAck(ack)), ack, `"${secondaryAddress}"`)
  }
})
