import t from 'tap'
import { recipientsDn } from '../../../mock-exchange/mailbox/legacy-dn.ts'
import { decodeTower, encodeTower, NdrReader, NdrWriter, ndr, rpcInterfaces } from '../../../protocols/dcerpc/index.ts'
import { alice, bob } from '../vdirs/host.ts'
import { Caller } from './caller.ts'

const nullHandle = Buffer.alloc(20)
const ok = 0
const notRegistered = 0x16c9a0d6

function bound(port: number, name: keyof typeof rpcInterfaces): Caller {
  const caller = new Caller({ port })
  caller.bind(rpcInterfaces[name])
  return caller
}

function stubOf(answer: Buffer | number): NdrReader {
  if (typeof answer === 'number') throw new Error(`fault 0x${answer.toString(16)}`)
  return new NdrReader(answer)
}

function mapOf(
  caller: Caller,
  wanted: { id: string; major: number; minor: number },
  room = 4,
  handle: Buffer = nullHandle,
) {
  const tower = encodeTower({
    interface: wanted,
    transfer: ndr,
    transport: 'ncacn_http',
    port: 0,
    address: '0.0.0.0',
  })
  const writer = new NdrWriter().pointer(false)
  writer.pointer().u32(tower.length).u32(tower.length).bytes(tower).contextHandle(handle).u32(room)
  const reader = stubOf(caller.call(3, writer.end()))
  const next = reader.contextHandle('next')
  const count = reader.u32('count')
  reader.conformance('room', 0)
  const pointers = Array.from({ length: reader.variance('towers', 4) }, () => reader.pointer('a tower'))
  const towers = pointers.map(() => {
    reader.u32('room')
    return decodeTower(reader.bytes(reader.u32('length'), 'a tower'))
  })
  return { next, count, towers, status: reader.u32('status') }
}

t.test('the endpoint mapper tells the ports of an interface over HTTP, and nothing of others', async (t) => {
  const mapper = bound(593, 'endpointMapper')
  t.match(mapOf(mapper, rpcInterfaces.nspi), {
    next: nullHandle,
    count: 2,
    towers: [{ port: 6004, transport: 'ncacn_http', address: '192.168.16.3' }, { port: 6001 }],
    status: ok,
  })
  t.match(mapOf(mapper, { ...rpcInterfaces.nspi, major: 55 }), { count: 0, towers: [], status: notRegistered })
  const unknown = { id: '11111111-2222-4333-8444-555555555555', major: 1, minor: 0 }
  t.match(mapOf(mapper, unknown), { count: 0, status: notRegistered })
})

t.test('a lookup that does not fit goes on under its handle', async (t) => {
  const mapper = bound(593, 'endpointMapper')
  const first = mapOf(mapper, rpcInterfaces.nspi, 1)
  t.same([first.count, first.towers[0]?.port], [1, 6004])
  t.notOk(first.next.equals(nullHandle))
  const second = mapOf(mapper, rpcInterfaces.nspi, 1, first.next)
  t.same([second.count, second.towers[0]?.port, second.next], [1, 6001, nullHandle])
  const freed = mapOf(mapper, rpcInterfaces.nspi, 1).next
  const free = stubOf(mapper.call(4, freed))
  t.same([free.contextHandle('handle'), free.u32('status')], [nullHandle, ok])
  t.equal(mapper.call(4, freed), 0x1c00001a, 'it is gone')
})

t.test('ept_lookup gives every endpoint, or those of an interface', async (t) => {
  const mapper = bound(593, 'endpointMapper')
  const lookUp = (inquiry: number, wanted?: { id: string; major: number; minor: number }) => {
    const writer = new NdrWriter().u32(inquiry).pointer(false)
    writer.unique(wanted, ({ id, major, minor }) => writer.uuid(id).u16(major).u16(minor))
    const reader = stubOf(mapper.call(2, writer.u32(4).contextHandle(nullHandle).u32(100).end()))
    reader.contextHandle('next')
    return reader.u32('count')
  }
  t.ok(lookUp(0) >= 5)
  t.equal(lookUp(1, rpcInterfaces.rfr), 3)
  t.equal(lookUp(2), 0, 'no interface has objects')
})

t.test('the management interface tells what an endpoint has', async (t) => {
  const idsAt = (port: number): number => {
    const reader = stubOf(bound(port, 'management').call(0))
    reader.pointer('the vector')
    return reader.conformance('interfaces')
  }
  t.same([593, 6001, 6002, 6004].map(idsAt), [1, 4, 1, 2])
  const management = bound(6001, 'management')
  t.equal(stubOf(management.call(2)).u32('status'), ok)
  t.equal(stubOf(management.call(3)).u32('status'), 5, 'nobody stops a server from outside')
  const statistics = stubOf(management.call(1, new NdrWriter().u32(4).end()))
  t.equal(statistics.u32('count'), 4)
  const name = stubOf(management.call(4, new NdrWriter().u32(10).u32(64).end()))
  t.equal(name.string8('the name').toString(), 'exchangeMDB/ex1.contoso.com')
  t.equal(management.call(4, Buffer.of(1)), 0x6f7)
})

t.test('the referral service names the server of a mailbox', async (t) => {
  const referral = bound(6002, 'rfr')
  const getNewDsa = (dn: string): string | undefined => {
    const writer = new NdrWriter().u32(0).string8(Buffer.from(dn)).pointer(false)
    writer.pointer().unique('', (text) => writer.string8(Buffer.from(text)))
    const reader = stubOf(referral.call(0, writer.end()))
    t.notOk(reader.pointer('unused'))
    t.ok(reader.pointer('server'))
    const name = reader.unique('server', () => reader.string8('server').toString())
    t.equal(reader.u32('status'), ok)
    return name
  }
  const dnOfBob = `${recipientsDn}${bob.mailboxGuid.replaceAll('-', '')}-bob`
  t.equal(getNewDsa(dnOfBob), `${bob.mailboxGuid}@contoso.com`)
  t.equal(getNewDsa('/o=nobody'), `${alice.mailboxGuid}@contoso.com`, 'for others, of the caller')

  const fqdnOf = (dn: string, length = dn.length + 1): [string | undefined, number] => {
    const stub = new NdrWriter().u32(0).u32(length).string8(Buffer.from(dn)).end()
    const reader = stubOf(referral.call(1, stub))
    return [reader.unique('name', () => reader.string8('name').toString()), reader.u32('status')]
  }
  const servers = '/o=First Organization/ou=Exchange Administrative Group/cn=Configuration/cn=Servers'
  t.same(fqdnOf(`${servers}/cn=EX1`), ['ex1.contoso.com', ok])
  t.same(fqdnOf(`${servers}/cn=${alice.mailboxGuid}@contoso.com/cn=Microsoft Private MDB`), [
    `${alice.mailboxGuid}@contoso.com`,
    ok,
  ])
  t.same(fqdnOf(`${servers}/cn=OTHER`), [undefined, 0x8004010f])
  t.same(fqdnOf('/o=x', 5), [undefined, 0x80070057])
})
