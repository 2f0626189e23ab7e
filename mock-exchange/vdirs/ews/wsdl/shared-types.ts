// The types namespace: what requests and answers are made of, in the shorthand of write-schema.ts. Names and order are those
// of Exchange's own types.xsd [MS-OXWSCORE and its kin; recalled]; what this mock has no use for is left out.

const paths = 'FieldURI:FieldURI IndexedFieldURI:IndexedFieldURI ExtendedFieldURI:ExtendedFieldURI'
const items =
  'Item:Item* Message:Message* CalendarItem:CalendarItem* Contact:Contact* DistributionList:DistributionList* MeetingMessage:MeetingMessage* MeetingRequest:MeetingRequest* MeetingResponse:MeetingResponse* MeetingCancellation:MeetingCancellation* Task:Task* PostItem:PostItem*'
const folders =
  'Folder:Folder* CalendarFolder:CalendarFolder* ContactsFolder:ContactsFolder* SearchFolder:Folder* TasksFolder:Folder*'
const comparisons = [
  'IsEqualTo:TwoOperands IsNotEqualTo:TwoOperands IsGreaterThan:TwoOperands IsGreaterThanOrEqualTo:TwoOperands',
  'IsLessThan:TwoOperands IsLessThanOrEqualTo:TwoOperands Contains:Contains Exists:Exists Excludes:Excludes',
  'And:SearchExpressions Or:SearchExpressions Not:SearchExpressions',
].join(' ')
const responses =
  'AcceptItem TentativelyAcceptItem DeclineItem CancelCalendarItem RemoveItem ReplyToItem ReplyAllToItem ForwardItem SuppressReadReceipt AcceptSharingInvitation PostReplyItem'
    .split(' ')
    .map((name) => `${name}:ResponseObject*`)
    .join(' ')
const place = 'FolderId:FolderId* DistinguishedFolderId:DistinguishedFolderId*'
const itemIds = 'ItemId:ItemId* OccurrenceItemId:OccurrenceItemId* RecurringMasterItemId:RecurringMasterItemId*'
const folderParts =
  'FolderId:FolderId ParentFolderId:FolderId FolderClass DisplayName TotalCount:int ChildFolderCount:int ExtendedProperty:ExtendedProperty* ManagedFolderInformation:any EffectiveRights:EffectiveRights'
const range =
  'NoEndRecurrence:NoEndRecurrence EndDateRecurrence:EndDateRecurrence NumberedRecurrence:NumberedRecurrence'
const attached =
  'AttachmentId:AttachmentId Name ContentType ContentId ContentLocation Size:int LastModifiedTime:dateTime IsInline:boolean'
const rights =
  'UserId:UserId CanCreateItems:boolean CanCreateSubFolders:boolean IsFolderOwner:boolean IsFolderVisible:boolean IsFolderContact:boolean EditItems DeleteItems ReadItems'
const reply = 'InternalReply:ReplyBody ExternalReply:ReplyBody'

/** Types of identity, paths and shapes. */
const identity = `
RequestServerVersion @Version
ServerVersionInfo @MajorVersion:int @MinorVersion:int @MajorBuildNumber:int @MinorBuildNumber:int @Version
ExchangeImpersonation ConnectingSID:ConnectingSID
ConnectingSID choice PrincipalName SID PrimarySmtpAddress SmtpAddress
TimeZoneContext TimeZoneDefinition:TimeZoneDefinition
TimeZoneDefinition @Id @Name Periods:any TransitionsGroups:any Transitions:any
FolderId @Id @ChangeKey
DistinguishedFolderId @Id @ChangeKey Mailbox:EmailAddress
ItemId @Id @ChangeKey
OccurrenceItemId @RecurringMasterId @ChangeKey @InstanceIndex:int
RecurringMasterItemId @OccurrenceId @ChangeKey
AttachmentId @Id @RootItemId @RootItemChangeKey
FolderIds choice ${place}
TargetFolderId choice ${place}
ItemIds choice ${itemIds}
AttachmentIds choice AttachmentId:AttachmentId*
EmailAddress Name EmailAddress RoutingType MailboxType ItemId:ItemId
Addresses choice Mailbox:EmailAddress*
Recipient choice Mailbox:EmailAddress
Recipients choice Mailbox:EmailAddress*
Strings choice String*
FieldURI @FieldURI
IndexedFieldURI @FieldURI @FieldIndex
ExtendedFieldURI @DistinguishedPropertySetId @PropertySetId @PropertyTag @PropertyName @PropertyId:int @PropertyType
ExtendedProperty ExtendedFieldURI:ExtendedFieldURI Value Values:Values
Values Value*
Paths choice ${paths.replaceAll(' ', '* ')}*
FolderShape BaseShape AdditionalProperties:Paths
ItemShape BaseShape IncludeMimeContent:boolean BodyType FilterHtmlContent:boolean ConvertHtmlCodePageToUTF8:boolean AdditionalProperties:Paths MaximumBodySize:int
AttachmentShape IncludeMimeContent:boolean BodyType FilterHtmlContent:boolean AdditionalProperties:Paths`

/** Types of searches, views and orders. */
const searches = `
Restriction choice ${comparisons}
SearchExpressions choice ${comparisons.replaceAll(' ', '* ')}*
TwoOperands ${paths} FieldURIOrConstant:FieldURIOrConstant
FieldURIOrConstant ${paths} Constant:Constant
Constant @Value
Contains @ContainmentMode @ContainmentComparison ${paths} Constant:Constant
Exists ${paths}
Excludes ${paths} Bitmask:Constant
IndexedPage @MaxEntriesReturned:int @Offset:int @BasePoint
FractionalPage @MaxEntriesReturned:int @Numerator:int @Denominator:int
CalendarView @MaxEntriesReturned:int @StartDate:dateTime @EndDate:dateTime
ContactsView @MaxEntriesReturned:int @InitialName @FinalName
FieldOrders FieldOrder:FieldOrder*
FieldOrder @Order ${paths}
GroupBy @Order ${paths} AggregateOn:any`

/** Types of folders, items and what is in them. */
const contents = `
Folders choice ${folders}
Folder ${folderParts} PermissionSet:PermissionSet UnreadCount:int SearchParameters:any
CalendarFolder ${folderParts} SharingEffectiveRights PermissionSet:CalendarPermissionSet
ContactsFolder ${folderParts} SharingEffectiveRights PermissionSet:PermissionSet
EffectiveRights CreateAssociated:boolean CreateContents:boolean CreateHierarchy:boolean Delete:boolean Modify:boolean Read:boolean ViewPrivateItems:boolean
PermissionSet Permissions:Permissions
Permissions Permission:Permission*
Permission ${rights} PermissionLevel
CalendarPermissionSet CalendarPermissions:CalendarPermissions
CalendarPermissions CalendarPermission:CalendarPermission*
CalendarPermission ${rights} CalendarPermissionLevel
UserId SID PrimarySmtpAddress DisplayName DistinguishedUser ExternalUserIdentity
Items choice ${items}
NewItems choice ${items} ${responses}
ResponseObject ItemClass Sensitivity Body:Body Attachments:Attachments InternetMessageHeaders:InternetMessageHeaders Subject ToRecipients:Recipients CcRecipients:Recipients BccRecipients:Recipients From:Recipient ReferenceItemId:ItemId NewBodyContent:Body ProposedStart:dateTime ProposedEnd:dateTime
ItemChanges ItemChange:ItemChange*
ItemChange ${itemIds.replaceAll('*', '')} Updates:ItemUpdates
ItemUpdates choice AppendToItemField:ItemField* SetItemField:ItemField* DeleteItemField:ItemField*
ItemField ${paths} ${items.replaceAll('*', '')}
FolderChanges FolderChange:FolderChange*
FolderChange ${place.replaceAll('*', '')} Updates:FolderUpdates
FolderUpdates choice AppendToFolderField:FolderField* SetFolderField:FolderField* DeleteFolderField:FolderField*
FolderField ${paths} ${folders.replaceAll('*', '')}
MimeContent text @CharacterSet
Body text @BodyType @IsTruncated:boolean
Flag FlagStatus StartDate:dateTime DueDate:dateTime CompleteDate:dateTime
InternetMessageHeaders InternetMessageHeader:InternetMessageHeader*
InternetMessageHeader text @HeaderName
Dictionary Entry:Entry*
Entry text @Key @Name @RoutingType @MailboxType
PhysicalAddresses Entry:PhysicalAddress*
PhysicalAddress @Key Street City State CountryOrRegion PostalCode
Members Member:Member*
Member @Key Mailbox:EmailAddress Status
Attachments choice ItemAttachment:ItemAttachment* FileAttachment:FileAttachment*
ItemAttachment ${attached} ${items.replaceAll('*', '')}
FileAttachment ${attached} IsContactPhoto:boolean Content:base64
Attendees Attendee:Attendee*
Attendee Mailbox:EmailAddress ResponseType LastResponseTime:dateTime
Recurrence choice DailyRecurrence:Interval WeeklyRecurrence:Weekly AbsoluteMonthlyRecurrence:AbsoluteMonthly RelativeMonthlyRecurrence:RelativeMonthly AbsoluteYearlyRecurrence:AbsoluteYearly RelativeYearlyRecurrence:RelativeYearly DailyRegeneration:Interval WeeklyRegeneration:Interval MonthlyRegeneration:Interval YearlyRegeneration:Interval ${range}
Interval Interval:int
Weekly Interval:int DaysOfWeek FirstDayOfWeek
AbsoluteMonthly Interval:int DayOfMonth:int
RelativeMonthly Interval:int DaysOfWeek DayOfWeekIndex
AbsoluteYearly DayOfMonth:int Month
RelativeYearly DaysOfWeek DayOfWeekIndex Month
NoEndRecurrence StartDate
EndDateRecurrence StartDate EndDate
NumberedRecurrence StartDate NumberOfOccurrences:int`

/** Types of notifications, availability and the directory. */
const services = `
EventTypes EventType*
PullSubscription @SubscribeToAllFolders:boolean FolderIds:FolderIds EventTypes:EventTypes Watermark Timeout:int
PushSubscription @SubscribeToAllFolders:boolean FolderIds:FolderIds EventTypes:EventTypes Watermark StatusFrequency:int URL CallerData
StreamingSubscription @SubscribeToAllFolders:boolean FolderIds:FolderIds EventTypes:EventTypes
SubscriptionIds SubscriptionId*
SyncIgnore choice ItemId:ItemId*
SerializableTimeZone Bias:int StandardTime:TimeChange DaylightTime:TimeChange
TimeChange Bias:int Time DayOrder:int Month:int DayOfWeek Year
MailboxDataArray MailboxData:MailboxData*
MailboxData Email:Address AttendeeType ExcludeConflicts:boolean
Address Name Address RoutingType
Duration StartTime:dateTime EndTime:dateTime
FreeBusyViewOptions TimeWindow:Duration MergedFreeBusyIntervalInMinutes:int RequestedView
SuggestionsViewOptions GoodThreshold:int MaximumResultsByDay:int MaximumNonWorkHourResultsByDay:int MeetingDurationInMinutes:int MinimumSuggestionQuality DetailedSuggestionsWindow:Duration CurrentMeetingTime:dateTime GlobalObjectId
OofSettings OofState ExternalAudience Duration:Duration ${reply}
ReplyBody Message
Ids choice AlternateId:AlternateId*
AlternateId @Format @Id @Mailbox @IsArchive:boolean
TimeZoneIds Id*
DelegateUsers DelegateUser:DelegateUser*
DelegateUser UserId:UserId DelegatePermissions:DelegatePermissions ReceiveCopiesOfMeetingMessages:boolean ViewPrivateItems:boolean
DelegatePermissions CalendarFolderPermissionLevel TasksFolderPermissionLevel InboxFolderPermissionLevel ContactsFolderPermissionLevel NotesFolderPermissionLevel JournalFolderPermissionLevel
UserIds UserId:UserId*
UserConfigurationName @Name ${place.replaceAll('*', '')}
UserConfiguration UserConfigurationName:UserConfigurationName ItemId:ItemId Dictionary:any XmlData:base64 BinaryData:base64
UploadItems Item:UploadItem*
UploadItem @CreateAction @IsAssociated:boolean ParentFolderId:FolderId ItemId:ItemId Data:base64`

/** All types of the types namespace but those of items. */
export const sharedTypes = identity + searches + contents + services
