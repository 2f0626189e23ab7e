import t from 'tap'
import { withAttachmentProperty } from '../../../../mock-exchange/rop/properties/attachment-properties.ts'
import { tags } from '../../../../protocols/mapi/property-tags.ts'

t.test('an attached item with other bytes is what these say, not what EWS attached', async (t) => {
  const attached = {
    ...{ name: 'Lunch', contentType: 'message/rfc822', content: Buffer.from('old'), inline: false },
    item: Buffer.from('{}'),
  }
  t.ok(withAttachmentProperty(attached, tags.attachLongFilename, 'Dinner').item, 'another name is nothing to it')
  const content = Buffer.from('new')
  t.strictSame(withAttachmentProperty(attached, tags.attachData, content), {
    ...{ name: 'Lunch', contentType: 'message/rfc822', content, inline: false },
  })
})
