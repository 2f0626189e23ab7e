// Where an edge listens: the listeners of an edge file, and of an edge inside a topology.

import * as z from 'zod'
import { cipherList, endpoint, identifier } from './values.ts'

const pfxFile = z.strictObject({
  pfx: z.string().describe('PKCS#12 file with certificate, private key and chain; relative to this file'),
  passphraseFile: z.string().optional().describe('file whose first line is the passphrase of the PFX'),
  passphrase: z.string().optional().describe('passphrase of the PFX in clear; prefer passphraseFile'),
})

const pemFiles = z.strictObject({
  cert: z.string().describe('PEM file with the certificate, then its chain; relative to this file'),
  key: z.string().describe('PEM file with the private key; relative to this file'),
})

const aFile = 'expected cert and key (PEM files), or pfx (a PKCS#12 file)'
/** A certificate of an edge file. */
export const certificateFile = z.union([pfxFile, pemFiles], { error: aFile })
/** A certificate of an edge inside a topology. */
export const certificateOrName = z.union([identifier.describe('a certificate of this topology'), pfxFile, pemFiles], {
  error: `${aFile}, or the name of a certificate of this topology`,
})

/** A listener whose certificates are given so. */
export const listener = <Certificate extends z.ZodType>(certificate: Certificate) =>
  z.strictObject({
    address: endpoint.describe('address:port to listen on; port 0 takes any free one'),
    tls: z
      .strictObject({
        certificates: z
          .array(certificate)
          .default([])
          .describe('chosen by SNI, the first is the default; none where every rule passes TLS through'),
        minVersion: z
          .enum(['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'])
          .default('TLSv1.2')
          .describe('lowest TLS version'),
        ciphers: cipherList
          .optional()
          .describe(
            'OpenSSL list of cipher suites; those of TLS 1.3 are added when it names none of them. When absent: ECDHE with AEAD, and ECDHE with CBC for Windows before 10; everything that OpenSSL has from TLSv1 or TLSv1.1 on',
          ),
        unknownName: z
          .enum(['default', 'refuse'])
          .default('default')
          .describe(
            'what a client gets that asks for a name no certificate has: the first certificate, as from IIS, or the alert unrecognized_name; refuse also refuses clients that send no name',
          ),
        clientCertificates: z
          .strictObject({
            ca: z.string().describe('PEM file with the authorities that client certificates must be signed by'),
            require: z
              .boolean()
              .default(false)
              .describe('refuse the handshake without one; one that does not hold is refused in any case'),
          })
          .optional()
          .describe(
            'ask clients for a certificate, and pass it on: X-ARR-ClientCert in headers of style arr, Client-Cert (RFC 9440) in standard; not asked for when absent',
          ),
      })
      .optional()
      .describe('TLS with these certificates; plain HTTP when absent'),
    proxyProtocol: z
      .boolean()
      .default(false)
      .describe('take the client from a PROXY header, version 1 or 2; only the trusted addresses may connect then'),
  })
