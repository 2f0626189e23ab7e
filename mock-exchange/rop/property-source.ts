// What the property ROPs ask: the properties of an object, whatever its kind.

import { MapiError, mapiErrors } from '../../protocols/mapi/error-codes.ts'
import type { TaggedValue } from '../../protocols/mapi/property-values.ts'
import { folderAt } from './hidden-folders.ts'
import type { ServerObject } from './objects/types.ts'
import { attachmentProperties } from './properties/attachment-properties.ts'
import { exceptionProperties } from './properties/exception-properties.ts'
import { folderProperties } from './properties/folder-properties.ts'
import { storeProperties } from './properties/store-properties.ts'

/** The properties of one object. */
export interface Properties {
  get(tag: number): TaggedValue | undefined
  tags(): readonly number[]
}

/** @throws MapiError notSupported for an object without properties */
export function propertiesOf(object: ServerObject): Properties {
  switch (object.kind) {
    case 'logon': {
      const { mailbox } = object
      return { get: (tag) => storeProperties.get(mailbox, tag), tags: () => storeProperties.present(mailbox) }
    }
    case 'folder': {
      const { mailbox } = object.logon
      const subject = { mailbox, folder: folderAt(mailbox, object.counter) }
      return { get: (tag) => folderProperties.get(subject, tag), tags: () => folderProperties.present(subject) }
    }
    case 'message':
    case 'embedded':
      return object
    case 'attachment': {
      const { message, number, exception } = object
      const original = exception?.original
      if (message.item?.kind === 'appointment' && original !== undefined) {
        const subject = { number, series: message.item, original }
        return {
          get: (tag) => exceptionProperties.get(subject, tag),
          tags: () => exceptionProperties.present(subject),
        }
      }
      return {
        get: (tag) => attachmentProperties.get(object, tag),
        tags: () => attachmentProperties.present(object),
      }
    }
    default:
      throw new MapiError(mapiErrors.notSupported)
  }
}
