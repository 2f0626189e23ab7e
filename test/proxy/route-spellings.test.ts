// No spelling of a path slips past a rule: what a server behind may take for the denied path is denied or refused.

import fc from 'fast-check'
import t from 'tap'
import { createRouter } from '../../proxy/route.ts'
import { edgePlan, rulePlans } from './edge-plan.ts'

const router = createRouter(
  edgePlan(
    rulePlans(
      '* /PowerShell -> 403',
      'mail.test /EWS/mrsproxy.svc -> cas-tls',
      'mail.test /Autodiscover/autodiscover.xml -> web',
      'mail.test -> cas',
    ),
  ),
)
const outcome = (target: string): string => {
  const route = router.route('mail.test', target)
  return route.kind === 'rule' ? `rule ${route.rule.index}` : route.kind
}

const slips: Readonly<Record<string, readonly string[]>> = {
  'encoded slashes and backslashes': [
    '/%2fPowerShell',
    '/owa%2f..%2fPowerShell',
    '/%5cPowerShell',
    '/owa\\..\\PowerShell',
  ],
  'bad and strange escapes': ['/%', '/%5', '/%zz', '/%u0050owerShell', '/PowerShell%', '/%-1'],
  'encoded twice': ['/%2550owerShell', '/%252e%252e/PowerShell', '/%25u0050owerShell', '/%252fPowerShell'],
  'not UTF-8': [
    '/%c1%90owerShell',
    '/%c0%afPowerShell',
    '/%ffPowerShell',
    '/%e0%80%afPowerShell',
    '/%ed%a0%80',
    '/%f8%80',
  ],
  'raw bytes': ['/PowerShell\xa0', '/PowerShell\t', '/Power Shell', '/\x00PowerShell', '/caf\xc3\xa9'],
  'control characters': [
    '/PowerShell%00',
    '/PowerShell%00.jpg',
    '/PowerShell%0d%0a',
    '/PowerShell%7f',
    '/%c2%85PowerShell',
  ],
  'dots and spaces at the end': [
    '/PowerShell.',
    '/PowerShell...',
    '/PowerShell%20',
    '/PowerShell.%20./x',
    '/%20PowerShell',
  ],
  'segments of nothing but dots': [
    '/.../PowerShell',
    '/x/..%20/PowerShell',
    '/%20/PowerShell',
    '/x/..;/PowerShell',
    '/x/..;a=b/PowerShell',
  ],
  parameters: ['/PowerShell;x', '/PowerShell;a=b/y', '/;x/PowerShell', '/PowerShell%3bx'],
  'file streams': ['/PowerShell::$INDEX_ALLOCATION', '/PowerShell:$i30:$INDEX_ALLOCATION/x', '/PowerShell%3a%3a$DATA'],
  'a second parse': ['/PowerShell%3fx', '/PowerShell%23x', '/owa#/../PowerShell'],
  'short names': ['/POWERS~1', '/powers~2/x', '/PO1A2B~1', '/AUTODI~1/AUTODI~1.XML', '/Autodiscover/autodi~1.xml'],
  'other alphabets': [
    '/%ef%bc%b0owerShell',
    '/Power%c5%bfhell',
    '/P%c3%b6werShell',
    '/Power%c2%adShell',
    '/PowerShe%e2%80%8bll',
    '/EWS/mr%c5%bfproxy.svc',
    '/EW%ef%bc%b3/mrsproxy.svc',
  ],
  'slashes of other alphabets': [
    '/owa%ef%bc%8f..%ef%bc%8fPowerShell',
    '/x%e2%81%84PowerShell',
    '/x%c2%a5PowerShell',
    '/%e2%84%80',
  ],
  'fullwidth escapes and dots': ['/%ef%bc%8550owerShell', '/owa/%ef%bc%8e%ef%bc%8e/PowerShell'],
  'session marks of ASP.NET': [
    '/(S(x))/PowerShell',
    '/Power(S(x))Shell',
    '/EWS/(A(x)F(y))/mrsproxy.svc',
    '/%28S(x))/PowerShell',
  ],
  'above the root': ['/../PowerShell', '/owa/../../PowerShell', '/%2e%2e/PowerShell'],
  'empty segments before ..': ['/EWS//../mrsproxy.svc', '/x//../PowerShell'],
}
for (const [kind, targets] of Object.entries(slips)) {
  t.test(`refused or denied: ${kind}`, async (t) => {
    for (const target of targets) t.match(outcome(target), /^(refused|rule 1)$/, target)
  })
}

t.test('paths that only look unusual are served', async (t) => {
  const served = [
    '/owa/calendar/alice@contoso.test/x;y/calendar.html',
    '/public/Caf%C3%A9%20%E2%82%AC.txt',
    '/owa/100%25%20sure',
    "/owa/!$&'()*+,=:@",
    '/a~b/~user',
    '/BACKUP~1',
    '/x//y',
    '/x/.hidden',
    '/Autodiscover/',
  ]
  for (const target of served) t.equal(outcome(target), 'rule 4', target)
})

t.test('an unusual spelling of a path that the same rule serves is no reason to refuse', async (t) => {
  t.equal(outcome('/PowerShell/x;y'), 'rule 1')
  t.equal(outcome('/EWS/mrsproxy.svc/caf%C3%A9.'), 'rule 2')
})

/** One character in a spelling that one server or another takes for it. */
const spelt = (character: string): fc.Arbitrary<string> => {
  const hex = character.charCodeAt(0).toString(16)
  const fullwidth = encodeURIComponent(String.fromCharCode(character.charCodeAt(0) + 0xfee0))
  const overlong = `%c1%${(0x80 + (character.charCodeAt(0) & 0x3f)).toString(16)}`
  return fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(character, character.toUpperCase(), character.toLowerCase()) },
    { weight: 4, arbitrary: fc.constantFrom(`%${hex}`, `%${hex.toUpperCase()}`) },
    fc.constantFrom(`%25${hex}`, `%u00${hex}`, fullwidth, overlong, `${character}%c2%ad`, `${character}%cc%81`),
  )
}
const word = (text: string): fc.Arbitrary<string> => fc.tuple(...[...text].map(spelt)).map((parts) => parts.join(''))
const before = fc.constantFrom(
  '/',
  '//',
  '/./',
  '/%2e/',
  '/x/../',
  '/x/%2e%2E/',
  '/x/y/../.././',
  '/x%2f../',
  '/x\\..\\',
  '/(S(a))/',
  '/%20',
)
const after = fc.constantFrom(
  '',
  '/',
  '.',
  '%20',
  ';a',
  ':$DATA',
  '%00',
  '%3f',
  '%23',
  '/x',
  '?x',
  '. .',
  '%2e%20',
  '/..;/x',
  '%09',
)

t.test('property: /PowerShell in any spelling is never served', async () => {
  const target = fc.tuple(before, word('PowerShell'), after).map((parts) => parts.join(''))
  fc.assert(
    fc.property(target, (text) => ['refused', 'rule 1'].includes(outcome(text))),
    { numRuns: 4_000 },
  )
})

t.test('property: /EWS/mrsproxy.svc in any spelling is served by its own rule or refused', async () => {
  const target = fc.tuple(before, word('EWS'), before, word('mrsproxy.svc'), after).map((parts) => parts.join(''))
  fc.assert(
    fc.property(target, (text) => ['refused', 'rule 2'].includes(outcome(text))),
    { numRuns: 4_000 },
  )
})
