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

/** A short way to write the elements of one page: `const ping = tagsOf('Ping')`, `ping('Status', '1')`. */
export function tagsOf(page: PageName): (tag: string, ...content: readonly WbxmlContent[]) => WbxmlElement {
  return (tag, ...content) => ({ page, tag, content })
}

/** The first child of that page and tag: pages share many names (Status, Type, Class). */
export function childOf(parent: WbxmlElement | undefined, page: PageName, tag: string): WbxmlElement | undefined {
  return parent && childrenOf(parent).find((child) => child.page === page && child.tag === tag)
}

/** All children of that page and tag. */
export function childrenNamed(parent: WbxmlElement | undefined, page: PageName, tag: string): readonly WbxmlElement[] {
  return parent === undefined ? [] : childrenOf(parent).filter((child) => child.page === page && child.tag === tag)
}

/** The text of the child of that page and tag; undefined without one, '' for an empty one. */
export function textOf(parent: WbxmlElement | undefined, page: PageName, tag: string): string | undefined {
  const found = childOf(parent, page, tag)
  return found && innerText(found)
}

/** An element's own text; opaque data counts when it is UTF-8, as some devices send texts that way. */
export function innerText({ content }: WbxmlElement): string {
  return content
    .map((part) => (typeof part === 'string' ? part : part instanceof Uint8Array ? Buffer.from(part).toString() : ''))
    .join('')
}

/** An element's own bytes: opaque data, or text as UTF-8. */
export function innerBytes({ content }: WbxmlElement): Buffer {
  return Buffer.concat(
    content.flatMap((part) =>
      typeof part === 'string' ? [Buffer.from(part)] : part instanceof Uint8Array ? [Buffer.from(part)] : [],
    ),
  )
}
