/** Plain text written so that Markdown shows it as it is. */
export function plainText(text: string): string {
  return text.replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('*', '\\*')
}
