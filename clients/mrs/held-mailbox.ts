// The mailbox at the mover's own end: in the other forest, or in Exchange Online. It keeps what it is given as it is.

import { escapeMarkup } from '../../base/escape-markup.ts'
import type { Element } from '../xml.ts'
import { childrenNamed } from '../xml.ts'

/** An item of the other organisation. `content` is the service's own business. */
interface HeldItem {
  readonly folder: string
  readonly itemClass: string
  /** Bytes, as the source counts them. */
  readonly size: number
  readonly read: string
  readonly received: string
  readonly content: string
}

interface HeldFolder {
  readonly id: string
  readonly parent: string | undefined
  readonly name: string | undefined
  readonly containerClass: string | undefined
  readonly displayName: string
}

const attribute = (element: Element, name: string): string | undefined => element.getAttribute(name) ?? undefined

export class HeldMailbox {
  /** Parents before children. */
  folders: readonly HeldFolder[] = []
  readonly items = new Map<string, HeldItem>()

  /** Bytes of all items. */
  get size(): number {
    return [...this.items.values()].reduce((sum, { size }) => sum + size, 0)
  }

  /** Takes the folders of an answer in place of those known so far. */
  takeFolders(answer: Element): void {
    this.folders = childrenNamed(answer, 'Folder').map((folder) => ({
      id: attribute(folder, 'Id') ?? '',
      parent: attribute(folder, 'Parent'),
      name: attribute(folder, 'Name'),
      containerClass: attribute(folder, 'Class'),
      displayName: folder.textContent ?? '',
    }))
  }

  /** Takes items, changed ones in place of the old, and forgets those that are gone; gives how many came. */
  takeItems(answer: Element): number {
    const given = childrenNamed(answer, 'Item')
    for (const item of given) {
      this.items.set(attribute(item, 'Id') ?? '', {
        folder: attribute(item, 'Folder') ?? '',
        itemClass: attribute(item, 'Class') ?? '',
        size: Number(attribute(item, 'Size') ?? 0),
        read: attribute(item, 'Read') ?? 'false',
        received: attribute(item, 'Received') ?? '',
        content: item.textContent ?? '',
      })
    }
    for (const gone of childrenNamed(answer, 'Deleted')) this.items.delete(attribute(gone, 'Id') ?? '')
    return given.length
  }

  /** The folders as a destination is given them. */
  writeFolders(): string {
    const written = this.folders.map(({ id, parent, name, containerClass, displayName }) => {
      const optional = attributes({ Parent: parent, Name: name, Class: containerClass })
      return `<Folder Id="${escapeMarkup(id)}"${optional}>${escapeMarkup(displayName)}</Folder>`
    })
    return `<Folders>${written.join('')}</Folders>`
  }

  /** Some of the items as a destination is given them, by their place in the order in which they came. */
  writeItems(from: number, to: number): string {
    const written = [...this.items].slice(from, to).map(([id, item]) => {
      const { folder, itemClass, size, read, received, content } = item
      const all = attributes({
        Id: id,
        Folder: folder,
        Class: itemClass,
        Size: String(size),
        Read: read,
        Received: received,
      })
      return `<Item${all}>${content}</Item>`
    })
    return `<Items>${written.join('')}</Items>`
  }
}

function attributes(given: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(given)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}="${escapeMarkup(value ?? '')}"`)
    .join('')
}
