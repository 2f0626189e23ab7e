import t from 'tap'
import { failureCauses } from '../../../base/failure-cause.ts'
import type { HopRecord } from '../../../base/trace.ts'
import { jsonFormat } from '../../../cli/access-log/json.ts'
import { subStatus } from '../../../cli/access-log/sub-status.ts'
import { w3cFormat } from '../../../cli/access-log/w3c.ts'
import { win32Status } from '../../../cli/access-log/win32-status.ts'
import { jsonLogFields } from '../../../scripts/access-log-fields.ts'
import { hop } from '../../helpers/hop.ts'

const keys = [
  ...['time', 'client', 'connection', 'scheme', 'method', 'host', 'path', 'status', 'requestBytes', 'responseBytes'],
  ...['milliseconds', 'rule', 'farm', 'server', 'serverConnection', 'mode', 'connectMilliseconds'],
  ...['firstByteMilliseconds', 'cause', 'detail', 'requestId', 'local', 'userAgent', 'waitedMilliseconds'],
]

const whole: HopRecord = hop({
  hop: 'edge',
  host: 'lb',
  at: Date.UTC(2013, 4, 6, 23, 59, 59, 900),
  target: '/owa/auth.owa?user=alice&Password=s3cret',
  connection: 7,
  httpVersion: '1.1',
  requestHeaders: [
    ['user-agent', 'Mozilla/5.0 (Windows NT 6.1)\tx'],
    ['Referer', 'https://mail.contoso.com/owa/?canary=abc&ae=Folder'],
  ],
  status: 504,
  requestBytes: 10,
  responseBytes: 20,
  milliseconds: 150.12345,
  cause: 'response-timeout',
  detail: 'Server cas1 of farm cas: too late.',
  edge: {
    client: { address: '203.0.113.9', port: 50000 },
    local: { address: '192.168.16.3', port: 443 },
    mode: 'offload',
    rule: { index: 2, text: '* -> cas' },
    farm: 'cas',
    server: 'cas1:80',
    serverConnection: 3,
    connectMilliseconds: 0,
    firstByteMilliseconds: 12.5,
  },
})

/** A connection that never became a request. */
const nothing = hop({
  hop: 'edge',
  host: 'lb',
  requestId: undefined,
  method: '',
  target: '',
  authority: '',
  edge: { mode: 'local' },
})

t.test('json: one flat object a line, the same keys in the same order always', async (t) => {
  t.equal(jsonFormat.head(new Date()), '')
  const entry = JSON.parse(jsonFormat.line(whole))
  t.same(Object.keys(entry), keys)
  t.same(
    jsonLogFields.map(([key]) => key),
    keys,
    'docs/operating.md has them all',
  )
  t.same(entry, {
    time: '2013-05-06T23:59:59.900Z',
    client: '203.0.113.9',
    connection: 7,
    scheme: 'https',
    method: 'GET',
    host: 'mail.contoso.com',
    path: '/owa/auth.owa?user=alice&Password=***',
    status: 504,
    requestBytes: 10,
    responseBytes: 20,
    milliseconds: 150.123,
    rule: '* -> cas',
    farm: 'cas',
    server: 'cas1:80',
    serverConnection: 3,
    mode: 'offload',
    connectMilliseconds: 0,
    firstByteMilliseconds: 12.5,
    cause: 'response-timeout',
    detail: 'Server cas1 of farm cas: too late.',
    requestId: 'r1',
    local: '192.168.16.3:443',
    userAgent: 'Mozilla/5.0 (Windows NT 6.1)\tx',
    waitedMilliseconds: null,
  })
  const empty = JSON.parse(jsonFormat.line(nothing))
  t.same(Object.keys(empty), keys)
  t.match(empty, { client: null, method: null, host: null, path: null, status: null, cause: null, requestId: null })
  const passed = hop({ hop: 'edge', host: 'lb', method: 'CONNECT', target: 'a:443', authority: 'a:443' })
  t.match(JSON.parse(jsonFormat.line(passed)), { method: 'CONNECT', host: 'a:443', path: null })
  t.notMatch(jsonFormat.line({ ...whole, authority: 'a\nb' }), /\n/)
})

t.test('w3c: the fields of IIS, in the order that the head names', async (t) => {
  t.equal(
    w3cFormat.head(new Date(Date.UTC(2013, 4, 7, 1, 2, 3))),
    '#Software: Bridgehead\n#Version: 1.0\n#Date: 2013-05-07 01:02:03\n#Fields: date time s-ip s-port cs-method ' +
      'cs-uri-stem cs-uri-query c-ip cs-version cs(User-Agent) cs(Referer) cs-host sc-status sc-substatus sc-win32-status sc-bytes ' +
      'cs-bytes time-taken\n',
  )
  t.equal(
    w3cFormat.line(whole),
    '2013-05-07 00:00:00 192.168.16.3 443 GET /owa/auth.owa user=alice&Password=*** 203.0.113.9 ' +
      'HTTP/1.1 Mozilla/5.0+(Windows+NT+6.1)+x https://mail.contoso.com/owa/?canary=***&ae=Folder mail.contoso.com 504 3 12002 20 10 150',
  )
  t.equal(w3cFormat.line(nothing), '1970-01-01 00:00:00 - - - - - - - - - - - 0 0 0 0 1')
})

t.test('w3c: every form of a target has its stem', async (t) => {
  const stemAndQuery = (method: string, target: string) =>
    w3cFormat
      .line({ ...nothing, method, target })
      .split(' ')
      .slice(5, 7)
  t.same(stemAndQuery('GET', '/ews/exchange.asmx'), ['/ews/exchange.asmx', '-'])
  t.same(stemAndQuery('GET', '/rpc/rpcproxy.dll?cas1:6001'), ['/rpc/rpcproxy.dll', 'cas1:6001'])
  t.same(stemAndQuery('GET', 'http://mail.contoso.com/owa/?a=1?2'), ['/owa/', 'a=1?2'])
  t.same(stemAndQuery('GET', 'http://mail.contoso.com?a=1'), ['/', 'a=1'])
  t.same(stemAndQuery('GET', 'http://mail.contoso.com'), ['/', '-'])
  t.same(stemAndQuery('OPTIONS', '*'), ['*', '-'])
  t.same(stemAndQuery('CONNECT', 'mail.contoso.com:443'), ['-', '-'])
})

t.test('every cause has its number of Windows', async (t) => {
  t.equal(win32Status(undefined), 0)
  t.equal(win32Status('client-gone'), 64)
  t.equal(win32Status('idle-timeout'), 121)
  t.equal(win32Status('connect-refused'), 12_029)
  for (const cause of Object.keys(failureCauses)) t.type(win32Status(cause as keyof typeof failureCauses), 'number')
})

t.test('the sub-status of IIS stands only beside the status that it belongs to', async (t) => {
  t.equal(subStatus(502, 'connect-refused'), 3)
  t.equal(subStatus(504, 'response-timeout'), 3)
  t.equal(subStatus(400, 'bad-request'), 601)
  t.equal(subStatus(501, 'bad-request'), 0)
  t.equal(subStatus(503, 'no-healthy-server'), 0, '503.4 means something else')
  t.equal(subStatus(403, 'denied'), 0)
  t.equal(subStatus(200, 'truncated'), 0, "the answer was the server's")
  t.equal(subStatus(undefined, 'client-gone'), 0)
  t.equal(subStatus(502, undefined), 0)
  t.match(w3cFormat.line({ ...whole, status: 403, subStatus: 4 }), / 403 4 /)
})
