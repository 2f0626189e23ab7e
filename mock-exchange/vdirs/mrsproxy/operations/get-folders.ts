import { markup } from '../../../xml/markup.ts'
import type { MrsHandler } from '../operation.ts'
import { sessionOf } from '../operation.ts'

/** All folders of the source, parents before children. */
export const getFolders: MrsHandler = (request, call) => {
  const { mailbox } = sessionOf(request, call, 'source')
  const folders = mailbox.folders().map(({ id, parent, name, displayName, containerClass }) => {
    const above = parent === undefined ? undefined : markup` Parent="${parent}"`
    const wellKnown = name === undefined ? undefined : markup` Name="${name}"`
    const kind = containerClass === undefined ? undefined : markup` Class="${containerClass}"`
    return markup`<Folder Id="${id.counter}"${above}${wellKnown}${kind}>${displayName}</Folder>`
  })
  return markup`<Folders>${folders}</Folders>`
}
