// MAPI over HTTP (MS-OXCMAPIHTTP): bodies of requests and answers.

export {
  decodeConnectRequest,
  decodeConnectResponse,
  encodeConnectRequest,
  encodeConnectResponse,
} from './connect.ts'
export {
  done,
  MapiHttpResponseReader,
  pending,
  processing,
} from './response-body.ts'
export { mapiResponseCodes } from './response-code.ts'
