import { ropIds } from '../../../protocols/mapi/rop-ids.ts'
import { counterOf } from '../../../protocols/mapi/store-id.ts'
import { notificationsOf } from '../notifications.ts'
import { defineRop } from '../rop.ts'

interface RegisterRequest {
  readonly output: number
  readonly types: number
  /** Undefined for the whole store. */
  readonly folder: bigint | undefined
  /** 0 for all messages of the folder. */
  readonly message: bigint
}

/** Has the session told of events ([MS-OXCNOTIF] 2.2.1.2.1). */
export const registerNotification = defineRop<RegisterRequest>({
  id: ropIds.registerNotification,
  answerIndex: ({ output }) => output,
  read(reader) {
    const output = reader.u8('the output index')
    const types = reader.u8('the types')
    reader.u8('a reserved byte')
    const whole = reader.u8('whether it is about the whole store') !== 0
    if (whole) return { output, types, folder: undefined, message: 0n }
    return { output, types, folder: reader.u64('the folder id'), message: reader.u64('the message id') }
  },
  run({ output, types, folder, message }, call) {
    const logon = call.logon()
    const { mailbox, logonId } = logon
    const { session } = call
    const handle = call.output(output, { kind: 'subscription', logon })
    const wanted = {
      types,
      folder: folder === undefined ? undefined : counterOf(folder),
      message: message === 0n ? undefined : counterOf(message),
    }
    const stop = mailbox.onChange((event) => {
      for (const data of notificationsOf(event, wanted)) session.notify(handle, logonId, data)
    })
    session.onClose(handle, stop)
  },
})
