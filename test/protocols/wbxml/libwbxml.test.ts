// The code pages against an independent table: every tag that we name is written by our encoder and read by libwbxml.

import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { allTags } from '../../../protocols/wbxml/code-pages.ts'
import { element, encodeWbxml, type PageName } from '../../../protocols/wbxml/index.ts'
import { withoutLibwbxml } from '../../interop/programs.ts'

/** Where libwbxml 0.11.8 has an own name for a tag of [MS-ASWBXML], or none. */
const differs: Readonly<Record<string, string>> = {
  'Contacts:AssistantPhoneNumber': 'AssistantTelephoneNumber',
  'Email:Att0Id': 'AttOId',
  'Email:DtStamp': 'DTStamp',
  'Email:Status': 'FlagStatus',
  'Email:ReplyTo': 'Reply-To',
  'Calendar:Timezone': 'TimeZone',
  'Calendar:DtStamp': 'DTStamp',
  'Calendar:CompressedRTF': 'Compressed_RTF',
  'Tasks:UtcDueDate': 'UTCDueDate',
  'Tasks:UtcStartDate': 'UTCStartDate',
  'MeetingResponse:ProposedStartTime': 'unknown',
  'MeetingResponse:ProposedEndTime': 'unknown',
  'Provision:RequireStorageCardEncryption': 'DeviceEncryptionEnabled',
  'Provision:AccountOnlyRemoteWipe': 'unknown',
  'Settings:AppliesToExternalUnknown': 'unknown',
  'Settings:SMTPAddress': 'SmtpAddress',
  'Settings:RightsManagementInformation': 'ihsManagementInformation',
  'ComposeMail:Mime': 'MIME',
  'ComposeMail:Name': 'ForwardeeName',
  'ComposeMail:Email': 'ForwardeeEmail',
  'RightsManagement:Owner': 'RMOwner',
  'RightsManagement:RemoveRightsManagementProtection': 'RemoveRightsManagementDistribution',
}

/** libwbxml writes the members of recurrences and people with the parent's name before them, and shortens addresses. */
function sameName(page: PageName, tag: string, theirs: string): boolean {
  const short = theirs.replace(/^(Recurrence|Exception|Attendee|Organizer)_/, '')
  const ours = [tag, differs[`${page}:${tag}`], ...(page === 'Contacts' ? [tag.replace('Address', '')] : [])]
  return ours.includes(theirs) || ours.includes(short) || theirs.replace('_', '') === tag
}

const program = 'wbxml2xml'
const skip = withoutLibwbxml()

t.test('libwbxml reads every tag by the same name', { skip }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'bridgehead-wbxml-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  // One page at a time: libwbxml 0.11.8 knows none of Find, which only Exchange 2016 has.
  const pages = Map.groupBy(allTags(), ({ page }) => page)
  pages.delete('Find')
  for (const [page, tags] of pages) {
    const file = join(folder, `${page}.wbxml`)
    writeFileSync(file, encodeWbxml(element('AirSync', 'Sync', ...tags.map(({ tag }) => element(page, tag, 'x')))))
    const { stdout } = spawnSync(program, ['-l', 'ACTIVESYNC', '-m', '0', '-o', '-', file], { encoding: 'utf8' })
    const names = [...stdout.matchAll(/<([\w:-]+)[^>]*>[^<]+</g)].map(([, name = '']) => name.replace(/^.*:/, ''))
    t.equal(names.length, tags.length, `${page}: as many tags`)
    const strange = tags.filter(({ tag }, index) => !sameName(page, tag, names[index] ?? ''))
    t.same(strange, [], `${page}: ${names.join(' ')}`)
  }
})
