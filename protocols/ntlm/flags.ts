/** The flags of NTLM messages that the lab uses (MS-NLMP 2.2.2.5; reference exchange-protocols.md 3.2). */
export const ntlmFlags = {
  unicode: 0x1,
  oem: 0x2,
  requestTarget: 0x4,
  sign: 0x10,
  seal: 0x20,
  ntlm: 0x200,
  oemDomainSupplied: 0x1000,
  oemWorkstationSupplied: 0x2000,
  alwaysSign: 0x8000,
  targetTypeDomain: 0x10000,
  targetTypeServer: 0x20000,
  extendedSessionSecurity: 0x80000,
  targetInfo: 0x800000,
  version: 0x2000000,
  encryption128: 0x20000000,
  keyExchange: 0x40000000,
  encryption56: 0x80000000,
} as const

/** Whether all bits of `flag` are set. */
export function hasFlag(flags: number, flag: number): boolean {
  return (flags & flag) >>> 0 === flag
}
