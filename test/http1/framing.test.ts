import t from 'tap'
import { type BodyFraming, type RawHeaders, requestFraming, responseFraming } from '../../http1/index.ts'

const request = (headers: RawHeaders, minorVersion: 0 | 1 = 1): BodyFraming =>
  requestFraming({ kind: 'request', method: 'POST', target: '/', minorVersion, headers })

const response = (status: number, headers: RawHeaders, method = 'GET', minorVersion: 0 | 1 = 1): BodyFraming =>
  responseFraming({ kind: 'response', status, reason: '', minorVersion, headers }, method)

const chunked: RawHeaders = [['Transfer-Encoding', 'Chunked']]
const five: RawHeaders = [['Content-Length', '5']]

t.test('a request has the body that its head declares, or none', async (t) => {
  t.same(request([]), { kind: 'none' })
  t.same(request(five), { kind: 'length', length: 5 })
  t.same(request([['Content-Length', '1073741824']]), { kind: 'length', length: 1_073_741_824 })
  t.same(request(chunked), { kind: 'chunked' })
})

const faults: Record<string, readonly [status: number, headers: RawHeaders, minorVersion?: 0 | 1]> = {
  'length beside chunked': [400, [...five, ...chunked]],
  'two lengths that differ': [400, [...five, ['content-length', '6']]],
  'two lengths that agree': [400, [...five, ...five]],
  'a list of lengths': [400, [['Content-Length', '5, 5']]],
  'a signed length': [400, [['Content-Length', '+5']]],
  'a negative length': [400, [['Content-Length', '-5']]],
  'a hexadecimal length': [400, [['Content-Length', '0x5']]],
  'an empty length': [400, [['Content-Length', '']]],
  'a length beyond what can be counted': [400, [['Content-Length', '9999999999999999']]],
  'chunked twice': [400, [...chunked, ...chunked]],
  'chunked not last': [400, [['Transfer-Encoding', 'chunked, gzip']]],
  'chunked missing': [400, [['Transfer-Encoding', 'gzip']]],
  'an empty coding': [400, [['Transfer-Encoding', '']]],
  'a disguised coding': [400, [['Transfer-Encoding', 'xchunked']]],
  'a quoted coding': [400, [['Transfer-Encoding', '"chunked"']]],
  'another coding before chunked': [501, [['Transfer-Encoding', 'gzip, chunked']]],
  'chunked behind a byte that only looks like a space': [400, [['Transfer-Encoding', '\xa0chunked']]],
  'chunked with a parameter': [400, [['Transfer-Encoding', 'chunked;a=b']]],
  'chunked and an empty member': [400, [['Transfer-Encoding', 'chunked,']]],
  'chunked and an empty line': [400, [...chunked, ['Transfer-Encoding', '']]],
  'identity before chunked': [501, [['Transfer-Encoding', 'identity, chunked']]],
  'a length with a space in it': [400, [['Content-Length', '5 5']]],
  'a length behind a byte that only looks like a space': [400, [['Content-Length', '\xa05']]],
  'a length with a fraction': [400, [['Content-Length', '5.0']]],
  'a length with an exponent': [400, [['Content-Length', '5e0']]],
  'chunked in HTTP/1.0': [400, chunked, 0],
}
for (const [what, [status, headers, minorVersion]] of Object.entries(faults)) {
  t.test(`refuses ${what}`, async (t) => {
    t.throws(() => request(headers, minorVersion), { name: 'HttpSyntaxError', status })
    t.throws(() => response(200, headers, 'GET', minorVersion), { name: 'HttpSyntaxError', status })
  })
}

t.test('a response without a length lasts until the connection closes', async (t) => {
  t.same(response(200, []), { kind: 'until-close' })
  t.same(response(200, five), { kind: 'length', length: 5 })
  t.same(response(200, chunked), { kind: 'chunked' })
})

t.test('some responses have no body, whatever their head says', async (t) => {
  for (const status of [100, 101, 103, 204, 304]) t.same(response(status, five), { kind: 'none' }, String(status))
  t.same(response(200, chunked, 'HEAD'), { kind: 'none' }, 'HEAD')
  t.same(response(200, five, 'CONNECT'), { kind: 'none' }, 'CONNECT')
  t.same(response(403, five, 'CONNECT'), { kind: 'length', length: 5 }, 'CONNECT refused')
})

t.test('a response without body is not believed either when its head contradicts itself', async (t) => {
  const contradiction: RawHeaders = [...five, ...chunked]
  for (const status of [204, 304]) t.throws(() => response(status, contradiction), { name: 'HttpSyntaxError' })
  t.throws(() => response(200, contradiction, 'HEAD'), { name: 'HttpSyntaxError' })
  t.throws(() => response(200, [...five, ['Content-Length', '6']], 'HEAD'), { name: 'HttpSyntaxError' })
})

t.test('a length may begin with zeros, and chunked be written in any letters', async (t) => {
  t.same(request([['Content-Length', '0005']]), { kind: 'length', length: 5 })
  t.same(request([['TRANSFER-ENCODING', 'CHUNKED']]), { kind: 'chunked' })
})
