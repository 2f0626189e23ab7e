// MAPI over HTTP (MS-OXCMAPIHTTP): bodies of requests and answers.

export {
  decodeConnectRequest,
  decodeConnectResponse,
  encodeConnectRequest,
  encodeConnectResponse,
} from './connect.ts'
export {
  decodeExecuteRequest,
  decodeExecuteResponse,
  encodeExecuteRequest,
  executeFields,
} from './execute.ts'
export {
  readAuxiliary,
  readColumnsAndRows,
  readIds,
  readOptional,
  writeColumnsAndRows,
  writeIds,
  writeOptional,
} from './fields.ts'
export {
  done,
  MapiHttpResponseReader,
  type MetaTag,
  pending,
  processing,
} from './response-body.ts'
export { mapiResponseCodes } from './response-code.ts'
