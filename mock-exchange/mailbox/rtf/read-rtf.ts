// RTF to what it says ([MS-OXRTFEX], as recalled): the HTML that it encapsulates (`\fromhtml1`), or its text.
//
//   {\*\htmltag64 <p>}       stands in the HTML as it is
//   \htmlrtf … \htmlrtf0     is only for those who show RTF
//   text                     in both
//
// Never throws: what cannot be understood says nothing, as for all readers of RTF.

import { decode, encodingOfCharset, encodingOfCodePage } from './code-pages.ts'

/** What RTF says. */
export interface RtfContent {
  readonly type: 'text' | 'html'
  readonly content: string
  /** Whether HTML or plain text was turned into RTF, rather than written in it. */
  readonly encapsulates: boolean
}

/** What holds until the end of a group. */
interface State {
  /** A destination that is not part of what is read. */
  readonly skipped: boolean
  readonly inFonts: boolean
  /** Within `\htmlrtf`. */
  readonly forRtf: boolean
  /** Characters after `\u` that stand for it in older readers. */
  readonly alternatives: number
  readonly font: number
}

const destinations: ReadonlySet<string> = new Set(
  'colortbl stylesheet info pict object header headerl headerr headerf footer footerl footerr footerf footnote listtable listoverridetable revtbl rsidtbl xmlnstbl'.split(
    ' ',
  ),
)

const characters: ReadonlyMap<string, readonly [text: string, html: string]> = new Map([
  ['par', ['\r\n', '\r\n']],
  ['line', ['\r\n', '\r\n']],
  ['row', ['\r\n', '\r\n']],
  ['tab', ['\t', '\t']],
  ['cell', ['\t', '\t']],
  ['lquote', ['‘', '&lsquo;']],
  ['rquote', ['’', '&rsquo;']],
  ['ldblquote', ['“', '&ldquo;']],
  ['rdblquote', ['”', '&rdquo;']],
  ['bullet', ['•', '&bull;']],
  ['endash', ['–', '&ndash;']],
  ['emdash', ['—', '&mdash;']],
])
const symbols: ReadonlyMap<string, readonly [text: string, html: string]> = new Map([
  ['\\', ['\\', '\\']],
  ['{', ['{', '{']],
  ['}', ['}', '}']],
  ['~', ['\u00a0', '&nbsp;']],
  ['_', ['\u00ad', '&shy;']],
  ['\r', ['\r\n', '\r\n']],
  ['\n', ['\r\n', '\r\n']],
])

/** @param rtf the bytes of an RTF document */
export function readRtf(rtf: Buffer): RtfContent {
  return new RtfReader(rtf.toString('latin1')).read()
}

class RtfReader {
  readonly #rtf: string
  #at = 0
  readonly #output: string[] = []
  #bytes: number[] = []
  #state: State = { skipped: false, inFonts: false, forRtf: false, alternatives: 1, font: -1 }
  readonly #outer: State[] = []
  /** `\*` came last: a destination that is skipped unless it is known. */
  #optional = false
  /** Characters that are still to be left out after `\u`. */
  #leftOut = 0
  #encoding = encodingOfCodePage(1_252)
  readonly #fonts = new Map<number, string>()
  #from: 'html' | 'text' | undefined

  constructor(rtf: string) {
    this.#rtf = rtf
  }

  read(): RtfContent {
    while (this.#at < this.#rtf.length) {
      const character = this.#rtf.charAt(this.#at)
      this.#at += 1
      if (character === '{') this.#open()
      else if (character === '}') this.#close()
      else if (character === '\\') this.#control()
      else if (character !== '\r' && character !== '\n') this.#run()
    }
    this.#flush()
    const type = this.#from === 'html' ? 'html' : 'text'
    return { type, content: this.#output.join(''), encapsulates: this.#from !== undefined }
  }

  /** Characters up to the next control word, group or end of a line. */
  #run(): void {
    plain.lastIndex = this.#at - 1
    const [all = ''] = plain.exec(this.#rtf) ?? []
    this.#at += all.length - 1
    const text = all.slice(this.#leftOut)
    this.#leftOut = Math.max(0, this.#leftOut - all.length)
    if (this.#isHidden()) return
    // In some encodings a letter of ASCII ends the character that a byte before it began.
    if (this.#bytes.length === 0 && !beyondAscii.test(text)) this.#output.push(text)
    else for (const character of text) this.#bytes.push(character.charCodeAt(0))
  }

  #open(): void {
    this.#flush()
    this.#leftOut = 0
    this.#outer.push(this.#state)
  }

  #close(): void {
    this.#flush()
    this.#leftOut = 0
    this.#optional = false
    this.#state = this.#outer.pop() ?? this.#state
  }

  #control(): void {
    word.lastIndex = this.#at
    const [all = '', name, number] = word.exec(this.#rtf) ?? []
    if (name !== undefined) {
      this.#at += all.length
      this.#word(name, number === undefined ? undefined : Number(number))
      return
    }
    const symbol = this.#rtf.charAt(this.#at)
    this.#at += 1
    if (symbol === '*') this.#optional = true
    else if (symbol === "'") {
      const byte = Number.parseInt(this.#rtf.slice(this.#at, this.#at + 2), 16)
      this.#at += 2
      if (!Number.isNaN(byte)) this.#byte(byte)
    } else this.#text(symbols.get(symbol))
  }

  #word(name: string, number: number | undefined): void {
    const optional = this.#optional
    this.#optional = false
    if (destinations.has(name) || (optional && name !== 'htmltag')) this.#change({ skipped: true })
    else if (name === 'fonttbl') this.#change({ skipped: true, inFonts: true })
    else if (name === 'f') this.#change({ font: number ?? 0 })
    else if (name === 'htmlrtf') this.#change({ forRtf: number !== 0 })
    else if (name === 'uc') this.#change({ alternatives: Math.max(0, number ?? 1) })
    else if (name === 'u') this.#unicode(number ?? 0)
    else if (name === 'fcharset') this.#font(number ?? 0)
    else if (name === 'ansicpg') this.#encoding = encodingOfCodePage(number ?? 0)
    else if (name === 'bin') this.#at += Math.max(0, number ?? 0)
    else if (name !== 'fromhtml' && name !== 'fromtext') this.#text(characters.get(name))
    else if (this.#output.length === 0) this.#from = name === 'fromhtml' ? 'html' : 'text'
  }

  #change(change: Partial<State>): void {
    this.#flush()
    this.#state = { ...this.#state, ...change }
  }

  #font(charset: number): void {
    const encoding = encodingOfCharset(charset)
    if (this.#state.inFonts && encoding !== undefined) this.#fonts.set(this.#state.font, encoding)
  }

  #unicode(number: number): void {
    this.#flush()
    this.#put(String.fromCharCode(number & 0xffff))
    this.#leftOut = this.#state.alternatives
  }

  /** A character by its byte; several may make one. */
  #byte(byte: number): void {
    if (this.#leftOut > 0) this.#leftOut -= 1
    else if (!this.#isHidden()) this.#bytes.push(byte)
  }

  #text(given: readonly [text: string, html: string] | undefined): void {
    if (given === undefined) return
    if (this.#leftOut > 0) {
      this.#leftOut -= 1
      return
    }
    this.#flush()
    this.#put(given[this.#from === 'html' ? 1 : 0])
  }

  #put(text: string): void {
    if (!this.#isHidden()) this.#output.push(text)
  }

  #isHidden(): boolean {
    return this.#state.skipped || (this.#from === 'html' && this.#state.forRtf)
  }

  #flush(): void {
    if (this.#bytes.length === 0) return
    const bytes = this.#bytes
    this.#bytes = []
    this.#output.push(decode(bytes, this.#fonts.get(this.#state.font) ?? this.#encoding))
  }
}

/** A control word with its number, and the one space that ends it. */
const word = /([a-zA-Z]{1,32})(-?\d{1,10})? ?/y
const plain = /[^\\{}\r\n]+/y
const beyondAscii = /[\x80-\xff]/
