import t from 'tap'
import { defaultLimits, HttpSyntaxError, parseRequestHead } from '../../http1/index.ts'

const parse = (text: string) => parseRequestHead(Buffer.from(text, 'latin1'))

t.test('takes what clients of Exchange send', async (t) => {
  const head = parse(
    'RPC_IN_DATA /rpc/rpcproxy.dll?cas1.contoso.com:6001 HTTP/1.1\r\nhost:mail.contoso.com\r\nX-a:  b c \t\r\nx-A:\r\n\r\n',
  )
  t.same(head, {
    kind: 'request',
    method: 'RPC_IN_DATA',
    target: '/rpc/rpcproxy.dll?cas1.contoso.com:6001',
    minorVersion: 1,
    headers: [
      ['host', 'mail.contoso.com'],
      ['X-a', 'b c'],
      ['x-A', ''],
    ],
  })
})

const accepted: Record<string, string> = {
  'one empty line before the request line': '\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n',
  'HTTP/1.0 without Host': 'GET / HTTP/1.0\r\n\r\n',
  'an absolute target': 'GET http://mail.contoso.com/owa/ HTTP/1.1\r\nHost: mail.contoso.com\r\n\r\n',
  'the asterisk of OPTIONS': 'OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n',
  'an absolute target of another host, for a server goes by the target': 'GET HTTP://b:80/ HTTP/1.1\r\nHost: a\r\n\r\n',
  'an absolute target without Host in HTTP/1.0': 'GET https://mail.contoso.com/ HTTP/1.0\r\n\r\n',
  'an absolute target without path': 'OPTIONS http://[::1]:8080 HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n',
  'a final dot in Host': 'GET / HTTP/1.1\r\nHost: mail.contoso.com.:443\r\n\r\n',
  'a first line as long as allowed': `GET /${'a'.repeat(defaultLimits.firstLine - 14)} HTTP/1.1\r\nHost: a\r\n\r\n`,
  'as many fields as allowed': `GET / HTTP/1.1\r\nHost: a\r\n${'X: b\r\n'.repeat(defaultLimits.fields - 1)}\r\n`,
  'CONNECT with an authority': 'CONNECT mail.contoso.com:443 HTTP/1.1\r\nHost: mail.contoso.com:443\r\n\r\n',
  'an IPv6 address as Host': 'GET / HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n',
  'an empty Host': 'GET / HTTP/1.1\r\nHost:\r\n\r\n',
  'bytes beyond ASCII in a value': 'GET / HTTP/1.1\r\nHost: a\r\nX-Name: Zo\xeb\r\n\r\n',
}

const refused: Record<string, readonly [status: number, text: string]> = {
  'a bare line feed': [400, 'GET / HTTP/1.1\nHost: a\n\n'],
  'a bare line feed after a value': [400, 'GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n'],
  'a bare carriage return in a value': [400, 'GET / HTTP/1.1\r\nHost: a\r\nX: b\rc\r\n\r\n'],
  'a NUL': [400, 'GET / HTTP/1.1\r\nHost: a\r\nX: b\0c\r\n\r\n'],
  'a control byte': [400, 'GET / HTTP/1.1\r\nHost: a\r\nX: b\x01c\r\n\r\n'],
  'a DEL': [400, 'GET / HTTP/1.1\r\nHost: a\r\nX: b\x7fc\r\n\r\n'],
  'a space before the colon': [400, 'GET / HTTP/1.1\r\nHost: a\r\nX : b\r\n\r\n'],
  'a space in a name': [400, 'GET / HTTP/1.1\r\nHost: a\r\nX y: b\r\n\r\n'],
  'a folded header': [400, 'GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\n\r\n'],
  'a folded first header': [400, 'GET / HTTP/1.1\r\n Host: a\r\n\r\n'],
  'a header without colon': [400, 'GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n'],
  'a header without name': [400, 'GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n'],
  'a method that is no token': [400, 'GE(T / HTTP/1.1\r\nHost: a\r\n\r\n'],
  'no method': [400, ' / HTTP/1.1\r\nHost: a\r\n\r\n'],
  'two spaces after the method': [400, 'GET  / HTTP/1.1\r\nHost: a\r\n\r\n'],
  'a space in the target': [400, 'GET /a b HTTP/1.1\r\nHost: a\r\n\r\n'],
  'a fragment in the target': [400, 'GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n'],
  'a byte beyond ASCII in the target': [400, 'GET /\xeb HTTP/1.1\r\nHost: a\r\n\r\n'],
  'a target without slash': [400, 'GET owa HTTP/1.1\r\nHost: a\r\n\r\n'],
  'another scheme': [400, 'GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n'],
  'user information in the target': [400, 'GET http://u:p@a/ HTTP/1.1\r\nHost: a\r\n\r\n'],
  'the asterisk of another method': [400, 'GET * HTTP/1.1\r\nHost: a\r\n\r\n'],
  'CONNECT with a path': [400, 'CONNECT /owa HTTP/1.1\r\nHost: a\r\n\r\n'],
  'CONNECT without port': [400, 'CONNECT a HTTP/1.1\r\nHost: a\r\n\r\n'],
  'CONNECT with an empty port': [400, 'CONNECT a: HTTP/1.1\r\nHost: a\r\n\r\n'],
  'an absolute target without Host': [400, 'GET http://a/ HTTP/1.1\r\n\r\n'],
  'an absolute target without authority': [400, 'GET http:///owa HTTP/1.1\r\nHost:\r\n\r\n'],
  'a fragment in an absolute target': [400, 'GET http://a/#b HTTP/1.1\r\nHost: a\r\n\r\n'],
  'a NUL in the target': [400, 'GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n'],
  'a bare carriage return in the target': [400, 'GET /\rX HTTP/1.1\r\nHost: a\r\n\r\n'],
  'a bare carriage return as line end': [400, 'GET / HTTP/1.1\rHost: a\r\n\r\n'],
  'a tab instead of a space': [400, 'GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n'],
  'a byte beyond ASCII in a name': [400, 'GET / HTTP/1.1\r\nHost: a\r\nX\xeb: b\r\n\r\n'],
  'a NUL in a name': [400, 'GET / HTTP/1.1\r\nHost: a\r\nX\0: b\r\n\r\n'],
  'a tab before the colon': [400, 'GET / HTTP/1.1\r\nHost: a\r\nX\t: b\r\n\r\n'],
  'a version with two digits': [400, 'GET / HTTP/1.10\r\nHost: a\r\n\r\n'],
  'a version without minor': [400, 'GET / HTTP/1\r\nHost: a\r\n\r\n'],
  'a version with a zero before': [400, 'GET / HTTP/01.1\r\nHost: a\r\n\r\n'],
  'another protocol': [400, 'GET / RTSP/1.0\r\nHost: a\r\n\r\n'],
  'a lower-case version': [400, 'GET / http/1.1\r\nHost: a\r\n\r\n'],
  'a space after the version': [400, 'GET / HTTP/1.1 \r\nHost: a\r\n\r\n'],
  'HTTP/0.9': [505, 'GET /\r\n\r\n'],
  'HTTP/2.0': [505, 'PRI * HTTP/2.0\r\n\r\n'],
  'HTTP/1.2': [505, 'GET / HTTP/1.2\r\nHost: a\r\n\r\n'],
  'HTTP/1.1 without Host': [400, 'GET / HTTP/1.1\r\n\r\n'],
  'two Hosts': [400, 'GET / HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n'],
  'two Hosts in HTTP/1.0': [400, 'GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n'],
  'a Host with two names': [400, 'GET / HTTP/1.1\r\nHost: a, b\r\n\r\n'],
  'a Host with a path': [400, 'GET / HTTP/1.1\r\nHost: a/b\r\n\r\n'],
  'a Host with an escape': [400, 'GET / HTTP/1.1\r\nHost: a%2e\r\n\r\n'],
  'a Host with a port too large': [400, 'GET / HTTP/1.1\r\nHost: a:65536\r\n\r\n'],
  'a Host with a port that is no number': [400, 'GET / HTTP/1.1\r\nHost: a:b\r\n\r\n'],
  'a Host with two ports': [400, 'GET / HTTP/1.1\r\nHost: a:1:2\r\n\r\n'],
  'a Host with user information': [400, 'GET / HTTP/1.1\r\nHost: u@a\r\n\r\n'],
  'a Host with a space': [400, 'GET / HTTP/1.1\r\nHost: a b\r\n\r\n'],
  'a Host with an empty label': [400, 'GET / HTTP/1.1\r\nHost: a..b\r\n\r\n'],
  'a Host of a dot': [400, 'GET / HTTP/1.1\r\nHost: .\r\n\r\n'],
  'a Host of a port only': [400, 'GET / HTTP/1.1\r\nHost: :80\r\n\r\n'],
  'a Host with what is no IPv6 address': [400, 'GET / HTTP/1.1\r\nHost: [:::1]\r\n\r\n'],
  'a Host that is malformed, in HTTP/1.0': [400, 'GET / HTTP/1.0\r\nHost: a/b\r\n\r\n'],
  'a first line too long': [414, `GET /${'a'.repeat(defaultLimits.firstLine - 13)} HTTP/1.1\r\nHost: a\r\n\r\n`],
  'a head too large': [431, `GET / HTTP/1.1\r\nHost: a\r\nX: ${'a'.repeat(defaultLimits.head)}\r\n\r\n`],
  'too many fields': [431, `GET / HTTP/1.1\r\nHost: a\r\n${'X: b\r\n'.repeat(defaultLimits.fields)}\r\n`],
  'two empty lines before the request line': [400, '\r\n\r\n'],
  'a head that breaks off': [400, 'GET / HTTP/1.1\r\nHost: a'],
}

for (const [what, text] of Object.entries(accepted)) {
  t.test(`accepts ${what}`, async (t) => void t.equal(parse(text).kind, 'request'))
}

for (const [what, [status, text]] of Object.entries(refused)) {
  t.test(`refuses ${what} with ${status}`, async (t) => {
    t.throws(() => parse(text), { name: 'HttpSyntaxError', status })
    t.throws(() => parse(text), HttpSyntaxError)
  })
}

t.test('the reason names the fault', async (t) => {
  for (const [text, reason] of [
    ['GET / HTTP/1.10\r\nHost: a\r\n\r\n', 'a malformed HTTP version'],
    ['GET / HTTP/1.1\nHost: a\r\n\r\n', 'a line feed without carriage return'],
    ['GET / HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n', 'a NUL byte'],
    ['GET / HTTP/1.1\r\nHost: a\r\nX : b\r\n\r\n', 'a space in or after a header name'],
  ] as const) {
    t.throws(() => parse(text), { message: reason })
  }
})
