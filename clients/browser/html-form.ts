// HTML as a browser reads it, as far as a client needs it: forms with what they would send, and elements to read from.

import type * as HtmlParser from 'htmlparser2'

type Document = ReturnType<typeof HtmlParser.parseDocument>
/** An element of a page. */
export type Element = NonNullable<ReturnType<typeof HtmlParser.DomUtils.getElementById>>

/** One control of a form, as the page holds it. */
export interface HtmlControl {
  readonly name: string
  /** `type` of an input in lower case; `select`, `textarea`, `submit` for the others. */
  readonly type: string
  readonly value: string
  /** Of a checkbox or radio button. */
  readonly checked: boolean
}

/** A form as the page holds it. */
export interface HtmlForm {
  readonly id: string
  readonly action: string
  /** As fetch takes it: `multipart/form-data` or `application/x-www-form-urlencoded`. */
  readonly encoding: string
  /** In order. */
  readonly controls: readonly HtmlControl[]
}

/** A page of HTML, read. */
export class HtmlPage {
  readonly #document: Document
  readonly #parser: typeof HtmlParser

  private constructor(document: Document, parser: typeof HtmlParser) {
    this.#document = document
    this.#parser = parser
  }

  /** Whatever the text is, it is read as far as it goes. */
  static async read(html: string): Promise<HtmlPage> {
    // Loaded with the first page: it takes some 30 ms, and most clients read none.
    const parser = await import('htmlparser2')
    return new HtmlPage(parser.parseDocument(html), parser)
  }

  get forms(): readonly HtmlForm[] {
    return this.formsIn()
  }

  /** Forms in order, all of the page's or those within an element. */
  formsIn(within?: Element): readonly HtmlForm[] {
    return this.elements('form', within).map((form) => this.#form(form))
  }

  /** The first form with a password in it; undefined when the page has none. */
  get logOnForm(): HtmlForm | undefined {
    return this.forms.find(({ controls }) => controls.some(({ type }) => type === 'password'))
  }

  /** Elements of a name in order, all of the page's or those within another. */
  elements(name: string, within?: Element): readonly Element[] {
    const { getElementsByTagName } = this.#parser.DomUtils
    return getElementsByTagName(name, within ?? this.#document, true)
  }

  /** The element with an id. */
  byId(id: string): Element | undefined {
    return this.#parser.DomUtils.getElementById(id, this.#document) ?? undefined
  }

  /** Elements with a class among theirs. */
  byClass(name: string, within?: Element): readonly Element[] {
    const has = (value: string | undefined): boolean => (value ?? '').split(/\s+/).includes(name)
    return this.#parser.DomUtils.getElementsByClassName(has, within ?? this.#document, true)
  }

  /** Text within an element, white space folded. */
  textOf(element: Element | undefined): string {
    return element === undefined ? '' : this.#parser.DomUtils.textContent(element).replace(/\s+/g, ' ').trim()
  }

  #form(form: Element): HtmlForm {
    const names = new Set(['input', 'select', 'textarea'])
    const controls = this.#parser.DomUtils.findAll(({ name }) => names.has(name), [form])
    const multipart = form.attribs['enctype']?.toLowerCase() === 'multipart/form-data'
    return {
      id: form.attribs['id'] ?? '',
      action: form.attribs['action'] ?? '',
      encoding: multipart ? 'multipart/form-data' : 'application/x-www-form-urlencoded',
      controls: controls.map((element) => this.#control(element)),
    }
  }

  #control(element: Element): HtmlControl {
    const { attribs } = element
    const name = attribs['name'] ?? ''
    if (element.name === 'textarea') {
      // A line end right after the tag is none (HTML, 13.1.2.5).
      const value = this.#parser.DomUtils.textContent(element).replace(/^\r?\n/, '')
      return { name, type: 'textarea', value, checked: false }
    }
    if (element.name === 'select') {
      const options = this.elements('option', element)
      const chosen = options.find((option) => 'selected' in option.attribs) ?? options[0]
      return { name, type: 'select', value: chosen?.attribs['value'] ?? this.textOf(chosen), checked: false }
    }
    const type = (attribs['type'] ?? 'text').toLowerCase()
    const on = type === 'checkbox' || type === 'radio'
    return { name, type, value: attribs['value'] ?? (on ? 'on' : ''), checked: 'checked' in attribs }
  }
}

const neverSent = new Set(['submit', 'button', 'image', 'reset', 'file'])

/** What a browser sends of a form as it stands: fields in order (HTML, "constructing the entry list"). */
export function entriesOf({ controls }: HtmlForm): [name: string, value: string][] {
  return controls
    .filter(({ name, type }) => name !== '' && !neverSent.has(type))
    .filter(({ type, checked }) => checked || (type !== 'checkbox' && type !== 'radio'))
    .map(({ name, value }) => [name, value])
}

/** The same with fields filled in; a value of `undefined` takes a box's mark away, a new name is a box marked. */
export function filledWith(
  form: HtmlForm,
  values: Readonly<Record<string, string | undefined>>,
): [name: string, value: string][] {
  const kept = entriesOf(form).flatMap(([name, value]): [string, string][] => {
    if (!Object.hasOwn(values, name)) return [[name, value]]
    const given = values[name]
    return given === undefined ? [] : [[name, given]]
  })
  const present = new Set(kept.map(([name]) => name))
  const marked = Object.entries(values).flatMap(([name, value]): [string, string][] =>
    value === undefined || present.has(name) ? [] : [[name, value]],
  )
  return [...kept, ...marked]
}

/** A logon form with the name and password typed in: into its first field for text, and all for passwords. */
export function typedIn(form: HtmlForm, user: string, password: string): [name: string, value: string][] {
  const userField = form.controls.find(({ type }) => type === 'text' || type === 'email')?.name
  const secret = new Set(form.controls.filter(({ type }) => type === 'password').map(({ name }) => name))
  return entriesOf(form).map(([name, value]) => [name, secret.has(name) ? password : name === userField ? user : value])
}
