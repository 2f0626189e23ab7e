import * as z from 'zod'
import { defineAction } from '../define-action.ts'
import { scheme, serviceUrl } from '../options.ts'
import { placeOf } from '../words.ts'
import { distinguishedFolder } from './distinguished-folder.ts'
import { withEws } from './ews-client.ts'

export const ewsFind = defineAction({
  name: 'ews.find',
  about:
    'An EWS application lists a folder, newest first, and reads the first item (FindItem, GetItem); with a subject, only items of that subject, and it fails when there is none. Facts: count, unreadCount, subject, from, text.',
  options: z.strictObject({
    url: serviceUrl('/EWS/Exchange.asmx'),
    folder: distinguishedFolder,
    subject: z.string().min(1).optional().describe('only items that are about exactly this'),
    auth: scheme('ntlm'),
  }),
  act: (run, options) =>
    withEws(run, options, async (client) => {
      const { url, folder, subject: wanted } = options
      const items = await client.findItems(folder, wanted)
      const unreadCount = items.filter(({ read }) => !read).length
      const [first] = items
      if (first === undefined) {
        const facts = { count: 0, unreadCount, subject: '', from: '', text: '' }
        if (wanted === undefined) return run.ok(`${placeOf(url)}: the folder ${folder} is empty.`, facts)
        return run.failed(`${placeOf(url)}: there is no item "${wanted}" in the folder ${folder}.`, facts)
      }
      const { subject, from } = first
      const facts = { count: items.length, unreadCount, subject, from, text: await client.textOf(first.id) }
      const sender = from === '' ? '' : ` from ${from}`
      return run.ok(`${placeOf(url)} listed ${items.length} items of ${folder} and gave "${subject}"${sender}.`, facts)
    }),
})
