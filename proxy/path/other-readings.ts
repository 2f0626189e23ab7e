// What a server behind may make of a segment that the edge reads letter by letter. Two readers that disagree are how rules
// are slipped past: `/PowerShell.`, `/PowerShell;x`, `/PowerShell::$DATA`, `/POWERS~1`. The router asks with the loose
// reading too, and refuses a path that it would send elsewhere.

/**
 * The least that any of the servers known may read a segment as: nothing after `;` (Java), `:` (NTFS streams), `?` or `#`
 * (a second parse); no spaces or dots at the end and no spaces before (Windows file names); compatible characters, accents and
 * invisible ones folded (best fit of Windows code pages, comparisons by language); in lower case by any mapping.
 */
export function loosened(segment: string): string {
  const folded = withPlainCharacters(segment)
    .replace(/[;:?#].*$/su, '')
    .toUpperCase()
    .toLowerCase()
  let end = folded.length
  while (end > 0 && /[\s.]/u.test(folded.charAt(end - 1))) end--
  return folded.slice(0, end).trimStart()
}

/** The text with compatible characters made plain (fullwidth letters, ligatures), without accents and invisible characters. */
export function withPlainCharacters(text: string): string {
  return text.normalize('NFKD').replace(/[\p{M}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '')
}

/**
 * Whether the segment can be the short name (8.3) that NTFS gives the file or folder `name`: six characters, `~`, a number;
 * from the fifth clash on two characters and four hexadecimal digits. Names of 8.3 form get none. Both in lower case.
 */
export function mayBeShortNameOf(segment: string, name: string): boolean {
  const short = /^([^.~]{1,6})~\d{1,6}(?:\.([^.]{0,3}))?$/u.exec(segment)
  if (short === null || /^[^. ]{1,8}(?:\.[^. ]{0,3})?$/u.test(name)) return false
  const dot = name.lastIndexOf('.')
  const base = (dot > 0 ? name.slice(0, dot) : name).replace(/[. ]/gu, '')
  const extension = dot > 0 ? name.slice(dot + 1, dot + 4) : ''
  const [, stem = '', end = ''] = short
  return (
    end === extension &&
    (base.startsWith(stem) || (/^..?[0-9a-f]{4}$/u.test(stem) && base.startsWith(stem.slice(0, -4))))
  )
}
