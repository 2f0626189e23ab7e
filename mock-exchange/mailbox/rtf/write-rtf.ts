// A body as RTF that encapsulates it ([MS-OXRTFEX], as recalled): whoever knows gets back what it was, and all others something
// to show.

import { textOfHtml } from '../body-text.ts'
import type { Body } from '../item.ts'

const head = (from: string): string =>
  `{\\rtf1\\ansi\\ansicpg1252\\${from} \\deff0{\\fonttbl{\\f0\\fswiss Arial;}}{\\colortbl\\red0\\green0\\blue0;}\r\n\\uc1\\pard\\plain\\f0\\fs20 `

/** Numbers after `\htmltag` ([MS-OXRTFEX] 2.1.3.1.1, which readers ignore): something of the body, and an entity. */
const tagKinds = { other: 64, entity: 84 } as const

const endOfLine = /\r\n|\r|\n/
/** What RTF's 7 bits do not say as it is. */
const special = /[\\{}]|[^ -~]/

/** Tags that end a line. */
const breaking = /^<(?:br|\/p|\/div|\/li|\/tr|\/h[1-6])\b/i
/** Elements whose text is not for people. */
const silent = /^<(script|style|title)\b/i

/** The bytes of an RTF document that says what a body says. */
export function writeRtf(body: Body): Buffer {
  const rtf =
    body.type === 'html'
      ? `${head('fromhtml1')}${htmlParts(body.content)}}`
      : `${head('fromtext')}${lines(body.content)}}`
  return Buffer.from(rtf, 'latin1')
}

function lines(text: string): string {
  return text.split(endOfLine).map(escaped).join('\\par\r\n')
}

function htmlParts(html: string): string {
  const output: string[] = []
  const pieces = html.split(/(<[^<>]*>)/)
  let silentIn: string | undefined
  for (const [index, piece] of pieces.entries()) {
    if (piece === '') continue
    if (index % 2 === 0) {
      output.push(silentIn === undefined ? textParts(piece) : tag(piece))
      continue
    }
    output.push(tag(piece))
    if (breaking.test(piece)) output.push('\\htmlrtf\\par\\htmlrtf0 ')
    const opened = silent.exec(piece)?.[1]?.toLowerCase()
    if (opened !== undefined) silentIn = opened
    else if (piece.toLowerCase().startsWith(`</${silentIn}`)) silentIn = undefined
  }
  return output.join('')
}

/** Text between tags: entities and ends of lines stand in tags, with what they look like for those who show RTF. */
function textParts(text: string): string {
  if (!/[&\r\n]/.test(text)) return escaped(text)
  return text
    .split(/(&#?\w{1,32};|\r\n|\r|\n)/)
    .map((piece, index) => {
      if (index % 2 === 0) return escaped(piece)
      if (!piece.startsWith('&')) return endOfLineInHtml
      return `${tag(piece, tagKinds.entity)}\\htmlrtf ${escaped(textOfEntity(piece))}\\htmlrtf0 `
    })
    .join('')
}

/** An end of a line, which is a space to those who show RTF. */
const endOfLineInHtml = `${tag('\n')}\\htmlrtf  \\htmlrtf0 `

function textOfEntity(entity: string): string {
  return entity === '&nbsp;' ? '\u00a0' : textOfHtml(entity)
}

function tag(text: string, kind: number = tagKinds.other): string {
  const content = text.split(endOfLine).map(escaped).join('\\par ')
  return `{\\*\\htmltag${kind} ${content}}`
}

/** Text in RTF's 7 bits. */
function escaped(text: string): string {
  if (!special.test(text)) return text
  return text.replace(/[\\{}]|[^ -~]/g, (character) => {
    if (character === '\\' || character === '{' || character === '}') return `\\${character}`
    if (character === '\t') return '\\tab '
    // 16 bits with a sign, and what older readers show.
    return `\\u${(character.charCodeAt(0) << 16) >> 16}?`
  })
}
