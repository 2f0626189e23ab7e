import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Clock } from '../../base/clock.ts'
import type { UserPlan } from '../../topology/lab-plan.ts'
import { readCookies } from '../vdirs/cookies.ts'

/** Name of the cookie: the default of ASP.NET's forms authentication; Remote Web Access's own is not verified. */
export const sessionCookie = '.ASPXAUTH'

/** ASP.NET's default time-out of a forms session: 30 minutes. */
const sessionMilliseconds = 30 * 60_000

export interface Sessions {
  /** The cookie's value for a user who has just logged on. */
  issue(user: UserPlan): string
  /** Whose cookie it is; undefined when it is not of this server's making, or too old. */
  userOf(cookieHeader: string | undefined): UserPlan | undefined
}

/** Sessions of one server, kept in the cookie itself under a key that lives as long as the server. */
export function createSessions(users: readonly UserPlan[], clock: Clock): Sessions {
  const key = randomBytes(32)
  const sign = (payload: string): Buffer => createHmac('sha256', key).update(payload).digest()

  return {
    issue(user) {
      const payload = Buffer.from(`${clock.now() + sessionMilliseconds} ${user.user}`).toString('base64url')
      return `${payload}.${sign(payload).toString('base64url')}`
    },
    userOf(cookieHeader) {
      const value = readCookies(cookieHeader).get(sessionCookie.toLowerCase())
      const [payload = '', mac = ''] = value?.split('.') ?? []
      const given = Buffer.from(mac, 'base64url')
      const due = sign(payload)
      if (given.length !== due.length || !timingSafeEqual(given, due)) return undefined
      const [end, name] = Buffer.from(payload, 'base64url').toString('utf8').split(' ')
      if (Number(end) < clock.now()) return undefined
      return users.find((user) => user.user === name)
    },
  }
}
