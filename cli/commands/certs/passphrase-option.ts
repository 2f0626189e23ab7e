/** The option that names a passphrase file; error messages of certs/ tell to use it. */
export const passphraseOption = '--passphrase-file'
