// What of a folder goes into an answer (FolderResponseShapeType).

import { lookupTable } from '../../../base/lookup-table.ts'
import type { Folder } from '../../mailbox/folders.ts'
import type { Mailbox } from '../../mailbox/mailbox.ts'
import { childrenOf, descendantOf, type Element, textOf } from '../../xml/document.ts'
import { type Markup, markup } from '../../xml/markup.ts'
import { EwsError, schemaFault } from './errors.ts'
import { type ExtendedField, extendedProperty } from './fields/extended-field.ts'
import {
  type FolderField,
  firstFolderFields,
  folderElementName,
  folderMapiProperty,
  lastFolderFields,
} from './fields/folder-fields.ts'
import { readPath } from './fields/path.ts'
import { typesNamespace } from './namespaces.ts'

const baseShapes = lookupTable<readonly FolderField['shown'][]>({
  IdOnly: ['id'],
  Default: ['id', 'default'],
  AllProperties: ['id', 'default', 'all'],
})

/** Properties that were asked for. */
export interface FolderShape {
  readonly shown: readonly FolderField['shown'][]
  readonly fields: ReadonlySet<string>
  readonly extended: readonly ExtendedField[]
  /** Year of the schema that the client asked with. */
  readonly schema: number
}

/**
 * Reads `m:FolderShape`.
 * @param requestVersion of RequestServerVersion; later properties are left out of the base shapes
 * @throws EwsFault for what the schema does not know, EwsError for properties that folders cannot have
 */
export function readFolderShape(shape: Element, requestVersion: string | undefined): FolderShape {
  const base = textOf(descendantOf(shape, typesNamespace, 'BaseShape')) ?? ''
  const shown = baseShapes[base]
  if (shown === undefined) throw schemaFault(`The 'BaseShape' element is invalid - The value '${base}' is invalid.`)
  const additional = descendantOf(shape, typesNamespace, 'AdditionalProperties')
  const paths = additional === undefined ? [] : childrenOf(additional).map(readPath)
  const foreign = paths.find((path) => path.kind !== 'extended' && !path.uri.startsWith('folder:'))
  if (foreign !== undefined && foreign.kind !== 'extended') {
    throw new EwsError('ErrorInvalidPropertyRequest', `The property ${foreign.uri} is not one of folders.`)
  }
  return {
    shown,
    fields: new Set(paths.flatMap((path) => (path.kind === 'field' ? path.uri : []))),
    extended: paths.flatMap((path) => (path.kind === 'extended' ? path.field : [])),
    schema: Number(/^Exchange(\d{4})/.exec(requestVersion ?? '')?.[1] ?? 2007),
  }
}

/** The folder's element: `t:Folder`, `t:CalendarFolder` … by its class. */
export function folderElement(mailbox: Mailbox, folder: Folder, shape: FolderShape): Markup {
  const element = folderElementName(folder)
  const { shown, fields, schema } = shape
  const write = (table: readonly FolderField[]): (Markup | undefined)[] =>
    table
      .filter((field) => fields.has(field.uri) || (shown.includes(field.shown) && (field.since ?? 2007) <= schema))
      .map((field) => field.write(mailbox, folder, element))
  const extended = shape.extended.map((field) =>
    extendedProperty(field, folderMapiProperty(mailbox, folder, field.key)),
  )
  return markup`<t:${element}>${write(firstFolderFields)}${extended}${write(lastFolderFields)}</t:${element}>`
}
