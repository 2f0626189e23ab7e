import type { ErrorEntry } from './entry.ts'

export const certsErrors = {
  BH_ERR_CERT_NAME: {
    message:
      'A certificate cannot carry the name "{name}". Give a host name such as mail.contoso.com, a wildcard of one whole label such as *.contoso.com, or an IP address.',
    exitCode: 2,
  },
  BH_ERR_CERT_NO_NAMES: {
    message: 'A certificate needs at least one name in {where}. Name the hosts that it is to cover.',
    exitCode: 2,
  },
  BH_ERR_CERT_VALIDITY: {
    message:
      'The certificate for {names} would be valid from {from} until {to}; clients accept at most {days} days, and the end must follow the beginning. Choose another period.',
    exitCode: 2,
  },
  BH_ERR_CERT_FILE: {
    message: 'Cannot read {file}: {reason}.',
    exitCode: 2,
  },
  BH_ERR_CERT_UNREADABLE: {
    message: '{file} holds a certificate block that is not a valid X.509 certificate: {reason}. Export it again.',
    exitCode: 2,
  },
  BH_ERR_PEM_NO_CERTIFICATE: {
    message:
      '{file} holds no certificate (no "BEGIN CERTIFICATE" block). Name the PEM file with the certificate, then its chain.',
    exitCode: 2,
  },
  BH_ERR_PEM_NO_KEY: {
    message:
      '{file} holds no private key (no "BEGIN PRIVATE KEY" block). Name the PEM file with the key of the certificate.',
    exitCode: 2,
  },
  BH_ERR_PEM_KEY_ENCRYPTED: {
    message:
      'The private key in {file} is encrypted. Write it without a passphrase (openssl pkey -in {file} -out plain.key), or use a PFX with its passphrase.',
    exitCode: 2,
  },
  BH_ERR_PEM_KEY_UNREADABLE: {
    message: 'The private key in {file} cannot be read: {reason}. Export it again as PKCS#8 (openssl pkey).',
    exitCode: 2,
  },
  BH_ERR_KEY_MISMATCH: {
    message:
      'The private key in {keyFile} does not belong to the certificate {subject} in {file}. Name the key that the certificate was requested with.',
    exitCode: 2,
  },
  BH_ERR_PFX_NOT_PKCS12: {
    message:
      '{file} is not a PKCS#12 (PFX) file: {reason}. Name a PFX; PEM files are named as certificate and key instead.',
    exitCode: 2,
  },
  BH_ERR_PFX_PASSPHRASE: {
    message:
      'The passphrase does not open {file}. Give the one that it was exported with ({option} names a file that has it in the first line).',
    exitCode: 2,
  },
  BH_ERR_PFX_PROTECTED: {
    message: '{file} needs a passphrase. Name a file that has it in the first line with {option}.',
    exitCode: 2,
  },
  BH_ERR_PFX_NO_KEY: {
    message:
      '{file} holds no private key, only {count} certificate(s). Export it again with "Yes, export the private key" (Export-PfxCertificate, or Export-ExchangeCertificate -BinaryEncoded), on the machine that has the key.',
    exitCode: 2,
  },
  BH_ERR_PFX_NO_CERTIFICATE: {
    message: '{file} holds a private key but no certificate. Export the certificate together with its key.',
    exitCode: 2,
  },
  BH_ERR_PFX_ALGORITHM: {
    message:
      '{file} is protected with {algorithm}, which Bridgehead cannot read. Write it anew: openssl pkcs12 -legacy -in {file} -nodes -out all.pem, then openssl pkcs12 -export -in all.pem -out new.pfx.',
    exitCode: 2,
  },
  BH_ERR_CSR: {
    message:
      '{file} is not a certificate request that can be answered: {reason}. Make one with "bridgehead certs request", New-ExchangeCertificate -GenerateRequest or openssl req -new.',
    exitCode: 2,
  },
  BH_ERR_FILE_EXISTS: {
    message: 'Cannot write {file}: it exists already, and nothing is overwritten. Remove it or choose another --out.',
    exitCode: 2,
  },
  BH_ERR_CERT_NO_AUTHORITY: {
    message: '{file} cannot sign certificates: {reason}. Name an authority, such as "bridgehead certs ca" makes.',
    exitCode: 2,
  },
} as const satisfies Record<string, ErrorEntry>
