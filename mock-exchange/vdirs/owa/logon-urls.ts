/**
 * URL of the logon page, which leads back to `destination`. Always https, whatever the hop: from 2013 on the front end
 * says so even behind an offloading proxy (reference/exchange-protocols.md section 1.6).
 */
export function logonUrl(host: string, destination: string, reason: string, replace = false): string {
  const query = replace
    ? `replaceCurrent=1&reason=${reason}&url=${escapeValue(destination)}`
    : `url=${escapeValue(destination)}&reason=${reason}`
  return `https://${host}/owa/auth/logon.aspx?${query}`
}

/**
 * A `destination` or `url` that is fit for a Location header: a place of this very host that is not part of the logon
 * itself, over https; OWA's start page for any other, so that a link to the logon page cannot lead elsewhere.
 */
export function safeDestination(url: string | undefined, host: string): string {
  const start = `https://${host}/owa/`
  if (url === undefined || !URL.canParse(url, start)) return start
  const target = new URL(url, start)
  const web = target.protocol === 'https:' || target.protocol === 'http:'
  const own = URL.canParse(start) && target.host === new URL(start).host
  const plain = target.username === '' && target.password === ''
  const within = !/^\/owa\/(auth(\/|\.owa|$)|logoff\.owa)/i.test(target.pathname)
  return web && own && plain && within
    ? `https://${target.host}${target.pathname}${target.search}${target.hash}`
    : start
}

/** As .NET escapes: hex digits in lower case. */
function escapeValue(text: string): string {
  return encodeURIComponent(text).replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase())
}
