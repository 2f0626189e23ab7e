// A phone set up with nothing but an address and a password.
//
//   Autodiscover ─▶ OPTIONS ─▶ Provision ─▶ FolderSync ─▶ Sync of the Inbox ─▶ Ping, when a heartbeat is given

import * as z from 'zod'
import { duration, emailAddress } from '../../topology/schema/values.ts'
import { defineAction } from '../define-action.ts'
import { serviceUrl } from '../options.ts'
import { placeOf } from '../words.ts'
import { findServer } from './autodiscover.ts'
import { phoneOf } from './define-phone-action.ts'
import { deviceIdOf, deviceOptions, protocolVersions } from './device.ts'
import { folderTypes } from './folders.ts'
import { PhoneRefusal } from './phone.ts'
import { ping } from './ping.ts'
import { accessOf } from './quarantine.ts'
import { statusText } from './status.ts'
import { synchronise } from './sync.ts'

export const activeSyncConnect = defineAction({
  name: 'activesync.connect',
  about:
    'A phone is set up: Autodiscover finds the server, unless its URL is given, then versions, policy, folders, mail, and a Ping when a heartbeat is given. Facts: step (autodiscover, options, provision, sync, ping: the last one taken), url, version, messages, newest, access; pingStatus with a heartbeat, redirects after a 451.',
  options: z.strictObject({
    url: serviceUrl('/Microsoft-Server-ActiveSync')
      .optional()
      .describe('URL of the server; Autodiscover finds it when absent'),
    email: emailAddress.optional().describe('the address; that of the mailbox of the user when absent'),
    auth: deviceOptions.auth,
    deviceId: deviceOptions.deviceId,
    heartbeat: duration.optional().describe('how long the server may hold a Ping at the end; none when absent'),
  }),
  async act(run, { url: given, email, auth, deviceId, heartbeat }) {
    const account = run.user
    run.note({ step: 'autodiscover' })
    const found = given === undefined ? await findServer(run, email ?? account.mailbox, auth) : { url: given }
    if ('log' in found) return run.failed(`Autodiscover found no server for the phone: ${found.log}.`)
    const setup = { url: found.url, auth, account, deviceId: deviceId ?? deviceIdOf(account) }
    try {
      run.note({ step: 'options' })
      const offered = await phoneOf(run, { ...setup, version: '14.1' }).options()
      const version = protocolVersions.findLast((one) => offered.split(',').includes(one))
      if (version === undefined)
        return run.failed(`${placeOf(found.url)} speaks ${offered}, none of which the phone does.`)
      const phone = phoneOf(run, { ...setup, version })
      run.note({ step: 'provision', version })
      await phone.provision()
      run.note({ step: 'sync' })
      const inbox = await phone.folderOfType(folderTypes.inbox)
      const { items } = await synchronise(phone, inbox)
      const access = accessOf(items)
      run.note({ url: phone.url.href, messages: items.length, newest: items[0]?.subject ?? '', access })
      if (phone.redirects > 0) run.note({ redirects: phone.redirects })
      if (access === 'quarantined') return run.failed(`${placeOf(phone.url)} keeps the phone in quarantine.`)
      if (heartbeat === undefined)
        return run.ok(`The phone is set up at ${placeOf(phone.url)}: ${items.length} messages.`)
      run.note({ step: 'ping' })
      const { status } = await ping(phone, inbox, heartbeat, (requestId) => {
        run.context.whenHeld(requestId).then(run.context.established)
      })
      const facts = { pingStatus: status }
      if (status !== '1' && status !== '2') {
        return run.failed(`${placeOf(phone.url)} refused the Ping: ${statusText(status)}.`, facts)
      }
      return run.ok(`The phone is set up at ${placeOf(phone.url)}, and its Ping was held.`, facts)
    } catch (error) {
      if (!(error instanceof PhoneRefusal)) throw error
      return run.failed(error.message, error.facts)
    }
  },
})
