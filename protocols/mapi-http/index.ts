// MAPI over HTTP (MS-OXCMAPIHTTP): bodies of requests and answers.

export {
  type ConnectRequest,
  type ConnectResponse,
  decodeConnectRequest,
  decodeConnectResponse,
  encodeConnectRequest,
  encodeConnectResponse,
} from './connect.ts'
export {
  type DoneOptions,
  done,
  type MapiHttpResponse,
  MapiHttpResponseReader,
  type MetaTag,
  pending,
  processing,
} from './response-body.ts'
export { mapiResponseCodes } from './response-code.ts'
