// As much of HTML as a logon page needs: its form, where it goes and what it sends.

/** A form as the page holds it. */
export interface HtmlForm {
  readonly action: string
  /** Inputs with their types and values, in order. */
  readonly inputs: readonly { readonly name: string; readonly type: string; readonly value: string }[]
}

/** The first form with a password in it; undefined when the page has none. */
export function logOnForm(html: string): HtmlForm | undefined {
  for (const [, tag = '', content = ''] of html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/gi)) {
    const inputs = [...content.matchAll(/<input\b([^>]*)>/gi)].map(([, input = '']) => ({
      name: attribute(input, 'name') ?? '',
      type: (attribute(input, 'type') ?? 'text').toLowerCase(),
      value: attribute(input, 'value') ?? '',
    }))
    if (inputs.some(({ type }) => type === 'password')) return { action: attribute(tag, 'action') ?? '', inputs }
  }
  return undefined
}

/** What the form sends when name and password are typed in: x-www-form-urlencoded. */
export function filledIn({ inputs }: HtmlForm, user: string, password: string): URLSearchParams {
  const values = new URLSearchParams()
  let typed = false
  for (const { name, type, value } of inputs) {
    if (name === '' || ['submit', 'button', 'image', 'checkbox', 'radio'].includes(type)) continue
    if (type === 'password') values.append(name, password)
    else if (!typed && (type === 'text' || type === 'email')) {
      values.append(name, user)
      typed = true
    } else values.append(name, value)
  }
  return values
}

function attribute(tag: string, name: string): string | undefined {
  const match = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, 'i').exec(tag)
  const value = match?.[1] ?? match?.[2] ?? match?.[3]
  return value === undefined ? undefined : unescapeHtml(value)
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#x27': "'" }

function unescapeHtml(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|#39|#x27);/gi, (_, name: string) => entities[name.toLowerCase()] ?? '')
}
