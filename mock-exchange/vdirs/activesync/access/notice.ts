import type { Clock } from '../../../../base/clock.ts'
import { lookupTable } from '../../../../base/lookup-table.ts'
import { guidOf } from '../../../mailbox/guid.ts'
import { type MessageContent, message } from '../../../mailbox/item.ts'
import type { Device, DeviceStanding } from '../device.ts'

const subjects = lookupTable<string>({
  quarantined: 'Your mobile phone is temporarily blocked from synchronizing using Exchange ActiveSync',
  blocked: 'Your mobile phone has been denied access to the server via Exchange ActiveSync',
})

const explanations = lookupTable<string>({
  quarantined:
    'Your mobile phone is temporarily blocked from accessing content via Exchange ActiveSync because it has been quarantined. You do not need to take any action. Content will automatically be downloaded as soon as access is granted by your administrator.',
  blocked:
    'Your mobile phone is unable to access content on the server via Exchange ActiveSync because of access rules defined on the server.',
})

/** What the owner of a device is told when it is quarantined or blocked (members as in reference 2.5; wording recalled). */
export function deviceNotice(
  device: Pick<Device, 'id' | 'type' | 'userAgent' | 'protocolVersion' | 'information' | 'owner'>,
  { state, reason }: DeviceStanding,
  { clock, domain }: { readonly clock: Clock; readonly domain: string },
): MessageContent {
  const { information } = device
  const lines = [
    ['Device model', information.get('Model') ?? ''],
    ['Device type', device.type],
    ['Device ID', device.id],
    ['Device OS', information.get('OS') ?? ''],
    ['Device user agent', device.userAgent],
    ['Device IMEI', information.get('IMEI') ?? ''],
    ['Exchange ActiveSync version', device.protocolVersion],
    ['Device access state', state.replace(/^./, (letter) => letter.toUpperCase())],
    ['Device access state reason', reason],
  ].map(([name, value]) => `${name}: ${value}`)
  const text = `${explanations[state]}\r\n\r\nInformation about your mobile phone:\r\n\r\n${lines.join('\r\n')}\r\n`
  return message({
    subject: subjects[state] ?? '',
    from: { name: 'Microsoft Outlook', address: `MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@${domain}` },
    to: [device.owner.address],
    sentAt: clock.now(),
    messageId: `<${guidOf('device notice', device.owner.user.mailbox, device.id, state)}@${domain}>`,
    importance: 'high',
    body: { type: 'text', content: text },
  })
}
