/** How a user is named at a log-on: `CONTOSO\alice`; without a domain the name alone, which is then a UPN. */
export function accountName({ user, domain }: { readonly user: string; readonly domain: string }): string {
  return domain === '' ? user : `${domain}\\${user}`
}
