import t from 'tap'
import { at, found, vary } from '../vary.ts'

/** Sets it on cas1 alone. */
const onEws = (mode: string): [string, string][] => [
  ['      EWS: { authentication: [anonymous, basic, windows] }\n', `      EWS: { extendedProtection: ${mode} }\n`],
  ['    vdirs: *vdirs\n', ''],
]

t.test(
  'bridging with another certificate than the server has is an error, with the same one it is right',
  async (t) => {
    for (const mode of ['Allow', 'Require']) {
      const other = vary('ssl-bridging', ...onEws(mode))
      t.strictSame(found(other), [
        at(
          other,
          '    vdirs: &vdirs',
          'error BH-EXTENDED-PROTECTION cas1 has Extended Protection on EWS, but edge lb shows clients certificate mail, and the server has certificate servers',
        ),
      ])
    }
    const same = vary('ssl-bridging', ...onEws('Require'), ['certificates: [mail]', 'certificates: [servers]'])
    t.notMatch(found(same).join('\n'), 'BH-EXTENDED-PROTECTION')
    t.strictSame(found(vary('ssl-bridging', ...onEws('None'))), [])
  },
)

t.test('behind an offloading farm it is an error, behind passthrough it is right', async (t) => {
  const offload = vary('ssl-offload', [
    '      EWS: { sslFlags: None,',
    '      EWS: { sslFlags: None, extendedProtection: Allow,',
  ])
  t.match(found(offload).join('\n'), 'cas1 has Extended Protection on EWS, but farm cas of edge lb sends plain HTTP')
  const through = vary('ssl-passthrough', [
    '    externalHostname: mail.contoso.com\n',
    '    externalHostname: mail.contoso.com\n    vdirs: { EWS: { extendedProtection: Require } }\n',
  ])
  t.notMatch(found(through).join('\n'), 'BH-EXTENDED-PROTECTION')
})

t.test('forms and Basic have no binding', async (t) => {
  const owa = vary('ssl-bridging', [
    '      EWS: { authentication: [anonymous, basic, windows] }\n',
    '      owa: { extendedProtection: Require }\n',
  ])
  t.strictSame(found(owa), [])
})
