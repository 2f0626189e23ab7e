// What the documents of several classes say in the same way, each in the code page of its class.

import {
  childOf,
  childrenNamed,
  innerText,
  type PageName,
  tagsOf,
  type WbxmlElement,
} from '../../../../protocols/wbxml/index.ts'
import { clean } from './values.ts'

/** The Categories of an item; no element when it has none. */
export function categoriesElement(page: PageName, categories: readonly string[]): WbxmlElement[] {
  const tag = tagsOf(page)
  return categories.length === 0 ? [] : [tag('Categories', ...categories.map((name) => tag('Category', clean(name))))]
}

/** The categories that a device gives; no member when it gives none. */
export function readCategories(data: WbxmlElement, page: PageName): { readonly categories?: readonly string[] } {
  const given = childOf(data, page, 'Categories')
  return given === undefined ? {} : { categories: childrenNamed(given, page, 'Category').map(innerText) }
}
