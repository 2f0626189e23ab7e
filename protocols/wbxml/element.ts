import type { PageName } from './code-pages.ts'

/**
 * An element of an ActiveSync document. Text and elements stand in order; bytes are opaque data (MIME, policy).
 * ActiveSync uses no attributes.
 */
export interface WbxmlElement {
  readonly page: PageName
  readonly tag: string
  readonly content: readonly WbxmlContent[]
}

/** What stands inside of an element. */
export type WbxmlContent = string | Uint8Array | WbxmlElement

/** `element('Ping', 'Status', '1')` */
export function element(page: PageName, tag: string, ...content: readonly WbxmlContent[]): WbxmlElement {
  return { page, tag, content }
}

const isElement = (content: WbxmlContent): content is WbxmlElement =>
  typeof content !== 'string' && !(content instanceof Uint8Array)

/** The first element on a path of tags below this one: `childAt(ping, 'Folders', 'Folder')`. */
export function childAt(parent: WbxmlElement, ...tags: readonly string[]): WbxmlElement | undefined {
  let found: WbxmlElement | undefined = parent
  for (const tag of tags) found = found && childrenOf(found).find((child) => child.tag === tag)
  return found
}

/** The elements directly below this one, without text. */
export function childrenOf(parent: WbxmlElement): readonly WbxmlElement[] {
  return parent.content.filter(isElement)
}

/** The text of the element on a path of tags; undefined when there is no such element. */
export function textAt(parent: WbxmlElement, ...tags: readonly string[]): string | undefined {
  const found = childAt(parent, ...tags)
  return found?.content.filter((content) => typeof content === 'string').join('')
}
