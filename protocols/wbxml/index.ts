// WBXML as Exchange ActiveSync uses it (MS-ASWBXML).

export { decodeWbxml } from './decode.ts'
export { childAt, childrenOf, element, textAt, type WbxmlElement } from './element.ts'
export { encodeWbxml } from './encode.ts'
