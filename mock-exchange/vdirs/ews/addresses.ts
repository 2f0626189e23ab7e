import type { Address } from '../../mailbox/item.ts'
import { childOf, childrenOf, type Element, textOf } from '../../xml/document.ts'
import { type Markup, markup } from '../../xml/markup.ts'
import { typesNamespace } from './namespaces.ts'

/** `t:Mailbox` of an address. */
export function mailboxElement({ name, address }: Address): Markup {
  return markup`<t:Mailbox><t:Name>${name}</t:Name><t:EmailAddress>${address}</t:EmailAddress><t:RoutingType>SMTP</t:RoutingType></t:Mailbox>`
}

/** An element with `t:Mailbox` for each address; undefined for none. */
export function mailboxesElement(element: string, addresses: readonly Address[]): Markup | undefined {
  if (addresses.length === 0) return undefined
  return markup`<t:${element}>${addresses.map(mailboxElement)}</t:${element}>`
}

/** The address within an element that holds one `t:Mailbox`; undefined without any. */
export function readMailbox(parent: Element | undefined): Address | undefined {
  return parent && readMailboxes(parent)[0]
}

/** The addresses of all `t:Mailbox` within an element. */
export function readMailboxes(parent: Element | undefined): Address[] {
  if (parent === undefined) return []
  return childrenOf(parent, typesNamespace, 'Mailbox').flatMap((mailbox) => {
    const address = textOf(childOf(mailbox, typesNamespace, 'EmailAddress'))
    if (address === undefined) return []
    return [{ name: textOf(childOf(mailbox, typesNamespace, 'Name')) ?? address, address }]
  })
}
