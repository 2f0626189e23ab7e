import { markup } from '../../../xml/markup.ts'
import { type EwsOperation, success } from '../operation.ts'

/** Lists of meeting rooms: an organisation of the lab has none. */
export const getRoomLists: EwsOperation = {
  name: 'GetRoomLists',
  run: () => success(markup`<m:RoomLists/>`),
}
