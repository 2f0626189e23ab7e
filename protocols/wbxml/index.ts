// WBXML as Exchange ActiveSync uses it (MS-ASWBXML).

export type { PageName } from './code-pages.ts'
export { decodeWbxml } from './decode.ts'
export {
  childAt,
  childOf,
  childrenNamed,
  childrenOf,
  element,
  innerBytes,
  innerText,
  tagsOf,
  textAt,
  textOf,
  type WbxmlContent,
  type WbxmlElement,
} from './element.ts'
export { encodeWbxml } from './encode.ts'
