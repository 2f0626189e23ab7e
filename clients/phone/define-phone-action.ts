import type * as z from 'zod'
import type { ActionRun } from '../action-run.ts'
import { defineAction } from '../define-action.ts'
import type { HttpSession } from '../http/index.ts'
import type { ActionResult, ClientAction } from '../types.ts'
import { type DeviceSetup, deviceIdOf } from './device.ts'
import { blankMemory, Phone, type PhoneMemory, PhoneRefusal } from './phone.ts'

interface SharedOptions extends Pick<DeviceSetup, 'url' | 'auth' | 'version'> {
  readonly deviceId?: string | undefined
}

interface PhoneAction<Options extends z.ZodType<SharedOptions>> {
  readonly name: string
  readonly about: string
  readonly options: Options
  readonly act: (run: ActionRun, phone: Phone, options: z.output<Options>) => Promise<ActionResult>
}

// A named session of a scenario is one device: what it has learned stays with it.
const memories = new WeakMap<HttpSession, Map<string, PhoneMemory>>()

/**
 * An action of a phone. In a kept session the phone keeps its policy, folders and keys; what it cannot get past becomes the
 * result, with the facts `redirects` and `provisions`.
 */
export function definePhoneAction<Options extends z.ZodType<SharedOptions>>({
  act,
  ...description
}: PhoneAction<Options>): ClientAction<Options> {
  return defineAction({
    ...description,
    async act(run, options) {
      const account = run.user
      const { url, auth, version } = options
      const deviceId = options.deviceId ?? deviceIdOf(account)
      const phone = phoneOf(run, { url, auth, version, deviceId, account })
      const facts = () => ({
        ...(phone.redirects > 0 ? { redirects: phone.redirects, redirectedTo: phone.url.href } : {}),
        provisions: phone.provisions,
      })
      try {
        const result = await act(run, phone, options)
        return { ...result, facts: { ...facts(), ...result.facts } }
      } catch (error) {
        if (!(error instanceof PhoneRefusal)) throw error
        return run.failed(error.message, { ...facts(), ...error.facts })
      }
    },
  })
}

/** The phone of a running action; one that is kept when the action's session is. */
export function phoneOf(run: ActionRun, setup: DeviceSetup): Phone {
  const { session } = run.context
  const send = run.send.bind(run)
  if (session === undefined) return new Phone(setup, blankMemory(), (request) => send(request))
  const devices = memories.get(session) ?? new Map<string, PhoneMemory>()
  memories.set(session, devices)
  const key = `${setup.account.domain}\\${setup.account.user} ${setup.deviceId} ${setup.version}`
  const memory = devices.get(key) ?? blankMemory()
  devices.set(key, memory)
  return new Phone(setup, memory, (request) => send(request))
}
