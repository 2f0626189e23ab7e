// Offline address book, version 4 ([MS-OXOAB]): the details file and the container that it is downloaded in.

export { packContainer, unpackContainer } from './container.ts'
export { type DetailsFile, decodeDetails, encodeDetails } from './details-file.ts'
