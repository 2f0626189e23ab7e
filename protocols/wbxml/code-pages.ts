// ActiveSync's code pages (MS-ASWBXML; reference exchange-protocols.md 2.5). A tag without a name here still has its
// number, so that nothing is lost between bytes and tree.

/** In order of their numbers; AirNotify is unused but keeps its place. */
const pageNames = [
  'AirSync',
  'Contacts',
  'Email',
  'AirNotify',
  'Calendar',
  'Move',
  'GetItemEstimate',
  'FolderHierarchy',
  'MeetingResponse',
  'Tasks',
  'ResolveRecipients',
  'ValidateCert',
  'Contacts2',
  'Ping',
  'Provision',
  'Search',
  'GAL',
  'AirSyncBase',
  'Settings',
  'DocumentLibrary',
  'ItemOperations',
  'ComposeMail',
  'Email2',
  'Notes',
  'RightsManagement',
  'Find',
] as const

/** Name of a code page. */
export type PageName = (typeof pageNames)[number]

/** Token in hexadecimal, then name. */
const tagTables: Partial<Record<PageName, string>> = {
  AirSync: `05 Sync 06 Responses 07 Add 08 Change 09 Delete 0A Fetch 0B SyncKey 0C ClientId 0D ServerId 0E Status
    0F Collection 10 Class 12 CollectionId 13 GetChanges 14 MoreAvailable 15 WindowSize 16 Commands 17 Options
    18 FilterType 1B Conflict 1C Collections 1D ApplicationData 1E DeletesAsMoves 20 Supported 21 SoftDelete
    22 MIMESupport 23 MIMETruncation 24 Wait 25 Limit 26 Partial 27 ConversationMode 28 MaxItems 29 HeartbeatInterval`,
  Email: `0F DateReceived 11 DisplayTo 12 Importance 13 MessageClass 14 Subject 15 Read 16 To 17 Cc 18 From 19 ReplyTo
    35 ThreadTopic 39 InternetCPID 3A Flag 3C ContentClass`,
  FolderHierarchy: `05 Folders 06 Folder 07 DisplayName 08 ServerId 09 ParentId 0A Type 0C Status 0E Changes 0F Add
    10 Delete 11 Update 12 SyncKey 13 FolderCreate 14 FolderDelete 15 FolderUpdate 16 FolderSync 17 Count`,
  Ping: '05 Ping 06 AutdState 07 Status 08 HeartbeatInterval 09 Folders 0A Folder 0B Id 0C Class 0D MaxFolders',
  Provision: `05 Provision 06 Policies 07 Policy 08 PolicyType 09 PolicyKey 0A Data 0B Status 0C RemoteWipe
    0D EASProvisionDoc 0E DevicePasswordEnabled 0F AlphanumericDevicePasswordRequired 10 RequireStorageCardEncryption
    11 PasswordRecoveryEnabled 13 AttachmentsEnabled 14 MinDevicePasswordLength 15 MaxInactivityTimeDeviceLock
    16 MaxDevicePasswordFailedAttempts 17 MaxAttachmentSize 18 AllowSimpleDevicePassword 19 DevicePasswordExpiration
    1A DevicePasswordHistory 1B AllowStorageCard 1C AllowCamera 1D RequireDeviceEncryption`,
  AirSyncBase: `05 BodyPreference 06 Type 07 TruncationSize 08 AllOrNone 0A Body 0B Data 0C EstimatedDataSize
    0D Truncated 0E Attachments 0F Attachment 10 DisplayName 11 FileReference 12 Method 16 NativeBodyType 17 ContentType`,
  Settings: `05 Settings 06 Status 07 Get 08 Set 09 Oof 16 DeviceInformation 17 Model 18 IMEI 19 FriendlyName 1A OS
    1B OSLanguage 1C PhoneNumber 1D UserInformation 1E EmailAddresses 1F SmtpAddress 20 UserAgent 22 MobileOperator
    23 PrimarySmtpAddress 24 Accounts 25 Account 28 UserDisplayName`,
}

interface CodePage {
  readonly nameOf: ReadonlyMap<number, string>
  readonly tokenOf: ReadonlyMap<string, number>
}

const pages: readonly CodePage[] = pageNames.map((name) => {
  const words = tagTables[name]?.split(/\s+/) ?? []
  const pairs = words.flatMap((word, index): [number, string][] =>
    index % 2 === 0 ? [[Number.parseInt(word, 16), words[index + 1] ?? '']] : [],
  )
  return { nameOf: new Map(pairs), tokenOf: new Map(pairs.map(([token, tag]) => [tag, token])) }
})

/** The page with that number; undefined when there is none. */
export function pageName(page: number): PageName | undefined {
  return pageNames[page]
}

/** The number of a page. */
export function pageNumber(page: PageName): number {
  return pageNames.indexOf(page)
}

/** The tag's name, or `#2b` (its token) where the tables have none. */
export function tagName(page: PageName, token: number): string {
  return pages[pageNumber(page)]?.nameOf.get(token) ?? `#${token.toString(16).padStart(2, '0')}`
}

/** The tag's token, 5 to 63; undefined for a name that the page does not have. */
export function tagToken(page: PageName, tag: string): number | undefined {
  const known = pages[pageNumber(page)]?.tokenOf.get(tag)
  if (known !== undefined || !/^#[0-9a-f]{2}$/.test(tag)) return known
  const token = Number.parseInt(tag.slice(1), 16)
  return token >= 5 && token <= 0x3f ? token : undefined
}
