import * as z from 'zod'
import { textAt } from '../../protocols/wbxml/index.ts'
import { placeOf } from '../words.ts'
import { definePhoneAction } from './define-phone-action.ts'
import { deviceOptions } from './device.ts'

export const activeSyncProvision = definePhoneAction({
  name: 'activesync.provision',
  about:
    'A phone gets the mailbox policy: asked for, then acknowledged (Provision, twice). Facts: passwordRequired, provisions; provisionStatus or status when it is refused, wipe when it is told to erase itself.',
  options: z.strictObject(deviceOptions),
  async act(run, phone) {
    const policy = await phone.provision()
    const passwordRequired = (policy && textAt(policy, 'DevicePasswordEnabled')) === '1'
    const demand = passwordRequired ? 'demands a password on the device' : 'demands no password on the device'
    return run.ok(`${placeOf(phone.url)} gave the device its policy, which ${demand}.`, { passwordRequired })
  },
})
