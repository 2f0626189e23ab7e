// Referral to the address book (MS-OXABREF), which Outlook asks before NSPI.
//   0 RfrGetNewDSA: which server has the address book   1 RfrGetFQDNFromServerDN: which machine a server's DN means
//
// From Exchange 2013 on a mailbox has a server of its own, `<mailbox guid>@<domain>`, whatever machine it is on.

import { NdrReader, NdrWriter, rpcInterfaces } from '../../../protocols/dcerpc/index.ts'
import type { UserPlan } from '../../../topology/lab-plan.ts'
import { legacyDnOf } from '../../mailbox/legacy-dn.ts'
import type { VdirContext } from '../../vdirs/types.ts'
import { directoryPort, referralPort, storePort } from '../ports.ts'
import type { RpcCall, RpcInterface } from '../types.ts'

const ok = 0
/** MAPI_E_NOT_FOUND and ecInvalidParam ([MS-OXCDATA] 2.4). */
const notFound = 0x8004010f
const invalidParameter = 0x80070057

/** Range of cbMailboxServerDN (MS-OXABREF 3.1.4.2). */
const shortestDn = 10
const longestDn = 1_024

export const referral: RpcInterface = {
  name: 'MS Exchange Directory RFR Interface',
  syntax: rpcInterfaces.rfr,
  ports: [referralPort, storePort, directoryPort],
  operations: { 0: getNewDsa, 1: getFqdnFromServerDn },
}

function getNewDsa(stub: Buffer, { user, server }: RpcCall): Buffer {
  const reader = new NdrReader(stub)
  reader.u32('the flags')
  const dn = reader.string8('the DN of the user').toString('latin1')
  const readName = (what: string): boolean =>
    reader.unique(what, () => {
      reader.unique(what, () => reader.string8(what))
      return true
    }) ?? false
  const unusedIsWanted = readName('the unused string')
  const serverIsWanted = readName('the server')

  const owner = server.users.find((each) => legacyDnOf(each).toLowerCase() === dn.toLowerCase()) ?? user
  const writer = new NdrWriter()
  // A pointer to a pointer, each of them unique: the client's outer ones come back as they came.
  writer.unique(unusedIsWanted || undefined, () => writer.pointer(false))
  writer.unique(serverIsWanted || undefined, () => putName(writer, serverNameOf(owner, server)))
  return writer.u32(ok).end()
}

function getFqdnFromServerDn(stub: Buffer, { server }: RpcCall): Buffer {
  const reader = new NdrReader(stub)
  reader.u32('the flags')
  const length = reader.u32('the length of the DN')
  const dn = reader.string8('the DN of the server').toString('latin1')
  const isInRange = length >= shortestDn && length <= longestDn
  const name = isInRange ? nameOfServerDn(dn, server) : undefined
  const writer = new NdrWriter()
  putName(writer, name)
  return writer.u32(name !== undefined ? ok : isInRange ? notFound : invalidParameter).end()
}

/** `…/cn=Configuration/cn=Servers/cn=EX1`, or a mailbox's own; what follows the server's name is of no interest. */
function nameOfServerDn(dn: string, server: VdirContext): string | undefined {
  const name = /\/cn=servers\/cn=([^/]+)/i.exec(dn)?.[1]?.toLowerCase()
  if (name === undefined) return undefined
  const owner = server.users.find(({ mailboxGuid }) => name.split('@')[0] === mailboxGuid.toLowerCase())
  if (owner?.server !== undefined) return serverNameOf(owner, server)
  return server.servers.find(({ fqdn }) => fqdn.toLowerCase().split('.')[0] === name)?.fqdn
}

function serverNameOf(owner: UserPlan, { domain, plan }: VdirContext): string {
  return owner.server === undefined ? plan.fqdn : `${owner.mailboxGuid}@${domain}`
}

function putName(writer: NdrWriter, name: string | undefined): void {
  writer.unique(name, (text) => writer.string8(Buffer.from(text, 'latin1')))
}
