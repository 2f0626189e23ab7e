import { childrenNamed, tagsOf, textOf, type WbxmlElement } from '../../../../protocols/wbxml/index.ts'
import type { ActiveSyncCall, ActiveSyncCommand } from '../command.ts'
import { ActiveSyncError, commonStatus } from '../errors.ts'
import { itemAt, serverIdOf } from '../items/server-id.ts'

const page = 'Move'
const tag = tagsOf(page)

/** Status of MoveItems ([MS-ASCMD] 2.2.3.177.10). */
const statuses = { invalidSource: '1', invalidDestination: '2', success: '3', samePlace: '4' } as const

export const moveItems: ActiveSyncCommand = {
  name: 'MoveItems',
  page,
  run(call) {
    const moves = childrenNamed(call.body, page, 'Move')
    if (call.body?.tag !== 'MoveItems' || moves.length === 0) {
      throw new ActiveSyncError(commonStatus.invalidXml, 'MoveItems without Move')
    }
    return { body: tag('MoveItems', ...moves.map((move) => moved(call, move))) }
  },
}

function moved(call: ActiveSyncCall, move: WbxmlElement): WbxmlElement {
  const { state, mailbox } = call
  const source = textOf(move, page, 'SrcMsgId') ?? ''
  const to = textOf(move, page, 'DstFldId') ?? ''
  const answer = (status: string, ...rest: readonly WbxmlElement[]): WbxmlElement =>
    tag('Response', tag('SrcMsgId', source), tag('Status', status), ...rest)
  const found = itemAt(call, source)
  const target = state.hierarchy.folderOf(to, mailbox)
  if (found === undefined || found.collection !== textOf(move, page, 'SrcFldId')) return answer(statuses.invalidSource)
  if (target === undefined) return answer(statuses.invalidDestination)
  if (target.id.counter === found.folder.id.counter) return answer(statuses.samePlace)
  const item = mailbox.move(found.item, target)
  return answer(statuses.success, tag('DstMsgId', serverIdOf(to, item)))
}
