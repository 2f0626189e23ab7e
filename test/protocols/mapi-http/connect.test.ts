import t from 'tap'
import {
  decodeConnectRequest,
  decodeConnectResponse,
  encodeConnectRequest,
  encodeConnectResponse,
} from '../../../protocols/mapi-http/index.ts'

t.test('a Connect request goes there and back', async (t) => {
  const request = {
    userDn: '/o=Contoso/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=alice',
    flags: 0,
    codePage: 1252,
    lcidSort: 0x409,
    lcidString: 0x409,
    auxiliary: Buffer.from([1, 2, 3]),
  }
  t.same(decodeConnectRequest(encodeConnectRequest(request)), request)
})

t.test('a Connect answer goes there and back, a failed one too', async (t) => {
  const response = {
    statusCode: 0,
    errorCode: 0,
    pollsMax: 60_000,
    retryCount: 6,
    retryDelay: 10_000,
    dnPrefix: '/o=Contoso/',
    displayName: 'Alice Ärmel',
    auxiliary: Buffer.alloc(0),
  } as const
  t.same(decodeConnectResponse(encodeConnectResponse(response)), response)
  const failed = { statusCode: 1, failed: true, auxiliary: Buffer.from([9]) } as const
  t.same(decodeConnectResponse(encodeConnectResponse(failed)), failed)
})

t.test('bytes after the auxiliary buffer are refused', async (t) => {
  const bytes = encodeConnectResponse({ statusCode: 1, failed: true, auxiliary: Buffer.alloc(0) })
  t.throws(() => decodeConnectResponse(Buffer.concat([bytes, Buffer.of(0)])), /1 bytes follow the auxiliary buffer/)
})
