import { attemptEach, type ServiceAction } from './action.ts'
import { folderFrom, folderJson } from './shapes.ts'

/** Folders by their ids. */
export const getFolder: ServiceAction = {
  name: 'GetFolder',
  run: (body, call) =>
    attemptEach(body.at('FolderIds'), 'FolderInfoResponseMessage', (id) => ({
      Folders: [folderJson(folderFrom(id, call), call)],
    })),
}

/** Folders below others: right below, or with `Traversal` Deep all of them. */
export const findFolder: ServiceAction = {
  name: 'FindFolder',
  run: (body, call) =>
    attemptEach(body.at('ParentFolderIds'), 'FindFolderResponseMessage', (id) => {
      const { mailbox } = call
      const parent = folderFrom(id, call)
      const deep = body.at('Traversal').text === 'Deep'
      const isBelow = (counter: number | undefined): boolean =>
        counter !== undefined && (counter === parent.id.counter || (deep && isBelow(mailbox.folderAt(counter).parent)))
      const folders = mailbox.folders().filter((folder) => isBelow(folder.parent))
      return {
        RootFolder: {
          IncludesLastItemInRange: true,
          TotalItemsInView: folders.length,
          Folders: folders.map((folder) => folderJson(folder, call)),
        },
      }
    }),
}
