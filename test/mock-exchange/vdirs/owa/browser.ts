// A browser as far as forms logon needs one: it keeps cookies and does not follow redirects by itself.

import { type Answer, type Ask, ask } from '../../support/client.ts'

export class Browser {
  readonly cookies = new Map<string, string>()
  readonly #port: number
  readonly #trust: string | undefined

  constructor(port: number, trust?: string) {
    this.#port = port
    this.#trust = trust
  }

  /** Goes to another server or port, cookies and all. */
  at(port: number, trust?: string): Browser {
    const other = new Browser(port, trust)
    for (const [name, value] of this.cookies) other.cookies.set(name, value)
    return other
  }

  get(path: string): Promise<Answer> {
    return this.#send({ port: this.#port, path })
  }

  post(path: string, fields: Readonly<Record<string, string>> | URLSearchParams): Promise<Answer> {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    return this.#send({ port: this.#port, path, method: 'POST', headers, body: String(new URLSearchParams(fields)) })
  }

  async #send(options: Ask): Promise<Answer> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const trust = this.#trust === undefined ? {} : { trust: this.#trust }
    const headers = { ...options.headers, ...(cookie === '' ? {} : { cookie }) }
    const answer = await ask({ ...options, ...trust, headers })
    for (const line of answer.all('set-cookie')) {
      const [pair = ''] = line.split(';')
      const equals = pair.indexOf('=')
      const value = pair.slice(equals + 1)
      if (value === '') this.cookies.delete(pair.slice(0, equals))
      else this.cookies.set(pair.slice(0, equals), value)
    }
    return answer
  }
}

export const logonForm = (username: string, password: string): Record<string, string> => ({
  destination: 'https://mail.contoso.com/owa/',
  flags: '4',
  forcedownlevel: '0',
  username,
  password,
  passwordText: '',
  isUtf8: '1',
})

export const logonCookies = ['cadata', 'cadataTTL', 'cadataKey', 'cadataIV', 'cadataSig']
