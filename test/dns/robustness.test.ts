import assert from 'node:assert/strict'
import { decode } from 'dns-packet'
import fc from 'fast-check'
import t from 'tap'
import { zoneTable } from '../../dns/answer.ts'
import { startDnsServer } from '../../dns/index.ts'
import { respond } from '../../dns/responder.ts'
import { createZone } from '../../dns/zone.ts'
import { framed, opt, query, read, sendTcp, sendUdp } from './raw.ts'
import { publicZones } from './sample-zones.ts'

const responder = { zones: zoneTable(publicZones.map((plan) => createZone(plan))), forwarder: undefined }

t.test('any bytes get a well-formed reply that is not too long, or none', async () => {
  const valid = query('mail.contoso.com', 'A', { additionals: [opt(1232)] })
  const damaged = fc
    .tuple(fc.array(fc.tuple(fc.nat(valid.length - 1), fc.nat(255)), { maxLength: 4 }), fc.nat(valid.length))
    .map(([changes, length]) => {
      const bytes = Buffer.from(valid)
      for (const [at, value] of changes) bytes[at] = value
      return bytes.subarray(0, Math.max(length, 12))
    })
  const random = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes))
  await fc.assert(
    fc.asyncProperty(fc.oneof(damaged, random), async (bytes) => {
      const reply = await respond(responder, bytes, 'udp')
      if (reply === undefined) {
        assert.ok(bytes.length < 12 || (bytes[2] ?? 0) >= 0x80)
        return
      }
      assert.ok(reply.length <= 1232)
      assert.equal(reply.readUInt16BE(0), bytes.readUInt16BE(0))
      assert.ok(decode(reply).flag_qr)
    }),
    { numRuns: 1000 },
  )
})

t.test('names of any bytes are repeated byte for byte, and never match a zone by accident', async (t) => {
  const label = fc.uint8Array({ minLength: 1, maxLength: 20 })
  await fc.assert(
    fc.asyncProperty(fc.array(label, { maxLength: 5 }), async (labels) => {
      const name = [
        ...labels.map((bytes) => Buffer.from(bytes)),
        ...['web', 'contoso', 'com'].map((text) => Buffer.from(text)),
      ]
      const wire = name.flatMap((bytes) => [Buffer.from([bytes.length]), bytes])
      const question = Buffer.concat([...wire, Buffer.from([0, 0, 1, 0, 1])])
      const message = Buffer.concat([query('.', 'A').subarray(0, 12), question])
      const reply = await respond(responder, message, 'tcp')
      assert.ok(reply?.subarray(12, 12 + question.length).equals(question))
    }),
    { numRuns: 200 },
  )
  const dotted = Buffer.concat([
    query('.', 'A').subarray(0, 12),
    Buffer.from('\x0cmail.contoso\x03com\0\0\x01\0\x01', 'latin1'),
  ])
  const reply = await respond(responder, dotted, 'udp')
  t.match({ flags: (reply?.[3] ?? 0) & 0xf, answers: reply?.readUInt16BE(6) }, { flags: 5, answers: 0 })
})

t.test('rubbish over real sockets leaves the server answering', async (t) => {
  await using server = await startDnsServer({ zones: publicZones })
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 100 }), async (bytes) => {
      await sendUdp(server.port, bytes, 1)
      await sendTcp(server.port, [bytes], 1).catch(() => [])
    }),
    { numRuns: 40 },
  )
  t.equal(read(await sendUdp(server.port, query('mail.contoso.com', 'A'))).answers?.length, 2)
  const [reply] = await sendTcp(server.port, [framed(query('mail.contoso.com', 'A'))], 1)
  t.equal(read(reply).answers?.length, 2)
})
