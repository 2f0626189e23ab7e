// Which characters the bytes of RTF stand for: by the code page of the document, or by the character set of a font
// (recalled from the Rich Text Format Specification 1.9.1). Names are those of the Encoding Standard.

const byCharset: ReadonlyMap<number, string> = new Map([
  [128, 'shift_jis'],
  [129, 'euc-kr'],
  [134, 'gbk'],
  [136, 'big5'],
  [161, 'windows-1253'],
  [162, 'windows-1254'],
  [163, 'windows-1258'],
  [177, 'windows-1255'],
  [178, 'windows-1256'],
  [186, 'windows-1257'],
  [204, 'windows-1251'],
  [222, 'windows-874'],
  [238, 'windows-1250'],
])

const byCodePage: ReadonlyMap<number, string> = new Map([
  [874, 'windows-874'],
  [932, 'shift_jis'],
  [936, 'gbk'],
  [949, 'euc-kr'],
  [950, 'big5'],
  [65_001, 'utf-8'],
])

const standard = 'windows-1252'

/** Encoding of a code page (`\ansicpg`); that of Western Europe for one that is not known. */
export function encodingOfCodePage(codePage: number): string {
  const isWindows = codePage >= 1_250 && codePage <= 1_258
  return byCodePage.get(codePage) ?? (isWindows ? `windows-${codePage}` : standard)
}

/** Encoding of a font's character set (`\fcharset`); undefined for one that has the document's. */
export function encodingOfCharset(charset: number): string | undefined {
  return byCharset.get(charset)
}

const decoders = new Map<string, TextDecoder>()

/** Bytes as text; what is none is shown as U+FFFD. */
export function decode(bytes: readonly number[], encoding: string): string {
  const decoder = decoders.get(encoding) ?? new TextDecoder(encoding)
  decoders.set(encoding, decoder)
  return decoder.decode(Uint8Array.from(bytes))
}
