import type { YAMLError } from 'yaml'

const sentences: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'a tab stands where YAML wants spaces; indent with spaces',
  BAD_INDENT: 'the indentation does not fit the lines above; line up the keys of one map',
  BLOCK_AS_IMPLICIT_KEY: 'a second "key: value" on the same line; put it on a line of its own, or in { } or quotes',
  MULTILINE_IMPLICIT_KEY: 'a key must stand on one line; is a colon missing after it?',
  UNEXPECTED_TOKEN: 'this does not belong here; check the indentation, brackets and quotes before it',
  MULTIPLE_DOCS: 'a second YAML document begins here; write one file for each',
  MULTIPLE_ANCHORS: 'a value can have only one anchor (&name)',
  BAD_ALIAS: 'this is no name of a YAML anchor; a value that begins with * or & needs quotes',
  KEY_OVER_1024_CHARS: 'a key may have 1024 characters at most; is a colon missing?',
}

/** What a syntax error or warning of the YAML library means, in a sentence. `text` is the whole file. */
export function syntaxMessage(error: YAMLError, text: string): string {
  const found = text.slice(error.pos[0], error.pos[0] + 1)
  if (error.code === 'DUPLICATE_KEY') {
    const word = /^[^\s:,{}[\]]+/.exec(text.slice(error.pos[0], error.pos[0] + 80))?.[0] ?? ''
    return `the key ${word} stands twice in this map; remove one`
  }
  if (error.code === 'MISSING_CHAR') return lowerFirst(error.message)
  if (error.code === 'BAD_INDENT' && error.message.startsWith('Flow')) {
    return 'the { } or [ ] that ends here, or should end here, is not closed, or not indented'
  }
  if (error.code === 'BAD_SCALAR_START') return `a value that begins with ${found} needs quotes`
  if (error.code === 'TAG_RESOLVE_FAILED')
    return 'YAML tags (!name) are not used here; a value that begins with ! needs quotes'
  return sentences[error.code] ?? `this is not YAML: ${error.message}`
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
