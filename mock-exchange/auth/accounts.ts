import { createHash, timingSafeEqual } from 'node:crypto'
import type { UserPlan } from '../../topology/lab-plan.ts'

/** The accounts of the domain, found by every name that Windows takes at a log-on. */
export interface Accounts {
  /**
   * The account of that name: `alice`, or a UPN or mail address such as `alice@contoso.com` with an empty domain. The
   * domain may be empty, the NetBIOS name or the DNS name. Names ignore case.
   */
  find(user: string, domain: string): UserPlan | undefined
  /** The account, if the password is right. */
  check(user: string, domain: string, password: string): UserPlan | undefined
  /** The account with that common name (CN) in the directory, if the password is right. */
  named(commonName: string, password: string): UserPlan | undefined
}

/** @param domain DNS name of the Active Directory domain */
export function createAccounts(users: readonly UserPlan[], domain: string): Accounts {
  const equal = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()

  const find = (user: string, given: string): UserPlan | undefined =>
    users.find((account) => {
      if (user.includes('@')) return equal(user, account.mailbox) || equal(user, `${account.user}@${domain}`)
      if (!equal(user, account.user)) return false
      return given === '' || equal(given, account.domain) || equal(given, domain)
    })

  const checked = (account: UserPlan | undefined, password: string): UserPlan | undefined => {
    const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
    const right = timingSafeEqual(digest(password), digest(account?.password ?? ''))
    return right ? account : undefined
  }

  return {
    find,
    check: (user, given, password) => checked(find(user, given), password),
    named: (commonName, password) =>
      checked(
        users.find(({ displayName }) => equal(displayName, commonName)),
        password,
      ),
  }
}

/** `CONTOSO\alice`. */
export function identityName(user: UserPlan): string {
  return `${user.domain}\\${user.user}`
}

/** `DOMAIN\user` taken apart; the domain is empty when none is given. */
export function splitAccountName(name: string): { readonly user: string; readonly domain: string } {
  const backslash = name.indexOf('\\')
  if (backslash < 0) return { user: name, domain: '' }
  return { user: name.slice(backslash + 1), domain: name.slice(0, backslash) }
}
