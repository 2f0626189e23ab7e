import type { ItemContent } from './item.ts'

/** Whether an item has attachments that a list would show: pictures within the body do not count. */
export function hasAttachments({ attachments }: Pick<ItemContent, 'attachments'>): boolean {
  return attachments.some(({ inline }) => !inline)
}
