/** `address:port`, an IPv6 address in brackets (RFC 3986 section 3.2.2). */
export function endpointText({ address, port }: { readonly address: string; readonly port: number }): string {
  return `${address.includes(':') ? `[${address}]` : address}:${port}`
}
