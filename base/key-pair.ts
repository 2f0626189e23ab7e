/** A certificate with its private key, both PEM. `certificate` holds the leaf first, then the chain without the root. */
export interface KeyPair {
  readonly certificate: string
  readonly privateKey: string
}
