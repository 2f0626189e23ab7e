// The messages namespace: what each operation is asked with, in the shorthand of write-schema.ts. Names and order are those of
// Exchange's own messages.xsd [recalled].

const transfer = 'ToFolderId:TargetFolderId'
const userConfiguration = 'UserConfiguration:UserConfiguration'

/** One line for each operation: the content of its element. */
export const requestTypes = `
GetFolder FolderShape:FolderShape FolderIds:FolderIds
FindFolder @Traversal FolderShape:FolderShape IndexedPageFolderView:IndexedPage FractionalPageFolderView:FractionalPage Restriction:Restriction ParentFolderIds:FolderIds
SyncFolderHierarchy FolderShape:FolderShape SyncFolderId:TargetFolderId SyncState
CreateFolder ParentFolderId:TargetFolderId Folders:Folders
UpdateFolder FolderChanges:FolderChanges
DeleteFolder @DeleteType FolderIds:FolderIds
EmptyFolder @DeleteType @DeleteSubFolders:boolean FolderIds:FolderIds
MoveFolder ${transfer} FolderIds:FolderIds
CopyFolder ${transfer} FolderIds:FolderIds
FindItem @Traversal ItemShape:ItemShape IndexedPageItemView:IndexedPage FractionalPageItemView:FractionalPage CalendarView:CalendarView ContactsView:ContactsView GroupBy:GroupBy Restriction:Restriction SortOrder:FieldOrders ParentFolderIds:FolderIds QueryString
GetItem ItemShape:ItemShape ItemIds:ItemIds
SyncFolderItems ItemShape:ItemShape SyncFolderId:TargetFolderId SyncState Ignore:SyncIgnore MaxChangesReturned:int SyncScope
CreateItem @MessageDisposition @SendMeetingInvitations SavedItemFolderId:TargetFolderId Items:NewItems
SendItem @SaveItemToFolder:boolean ItemIds:ItemIds SavedItemFolderId:TargetFolderId
UpdateItem @ConflictResolution @MessageDisposition @SendMeetingInvitationsOrCancellations @SuppressReadReceipts:boolean SavedItemFolderId:TargetFolderId ItemChanges:ItemChanges
MoveItem ${transfer} ItemIds:ItemIds ReturnNewItemIds:boolean
CopyItem ${transfer} ItemIds:ItemIds ReturnNewItemIds:boolean
DeleteItem @DeleteType @SendMeetingCancellations @AffectedTaskOccurrences @SuppressReadReceipts:boolean ItemIds:ItemIds
MarkAllItemsAsRead ReadFlag:boolean SuppressReadReceipts:boolean FolderIds:FolderIds
MarkAsJunk @IsJunk:boolean @MoveItem:boolean ItemIds:ItemIds
ExportItems ItemIds:ItemIds
UploadItems Items:UploadItems
CreateAttachment ParentItemId:ItemId Attachments:Attachments
GetAttachment AttachmentShape:AttachmentShape AttachmentIds:AttachmentIds
DeleteAttachment AttachmentIds:AttachmentIds
ConvertId @DestinationFormat SourceIds:Ids
CreateUserConfiguration ${userConfiguration}
GetUserConfiguration UserConfigurationName:UserConfigurationName UserConfigurationProperties
UpdateUserConfiguration ${userConfiguration}
DeleteUserConfiguration UserConfigurationName:UserConfigurationName
Subscribe choice PullSubscriptionRequest:PullSubscription PushSubscriptionRequest:PushSubscription StreamingSubscriptionRequest:StreamingSubscription
Unsubscribe SubscriptionId
GetEvents SubscriptionId Watermark
GetStreamingEvents SubscriptionIds:SubscriptionIds ConnectionTimeout:int
ResolveNames @ReturnFullContactData:boolean @SearchScope @ContactDataShape ParentFolderIds:FolderIds UnresolvedEntry
ExpandDL Mailbox:EmailAddress
GetDelegate @IncludePermissions:boolean Mailbox:EmailAddress UserIds:UserIds
AddDelegate Mailbox:EmailAddress DelegateUsers:DelegateUsers DeliverMeetingRequests
UpdateDelegate Mailbox:EmailAddress DelegateUsers:DelegateUsers DeliverMeetingRequests
RemoveDelegate Mailbox:EmailAddress UserIds:UserIds
GetUserAvailabilityRequest t.TimeZone MailboxDataArray:MailboxDataArray t.FreeBusyViewOptions t.SuggestionsViewOptions
GetUserOofSettingsRequest t.Mailbox
SetUserOofSettingsRequest t.Mailbox t.UserOofSettings
GetServerTimeZones @ReturnFullTimeZoneData:boolean Ids:TimeZoneIds
GetPasswordExpirationDate MailboxSmtpAddress
GetMailTips SendingAs:EmailAddress Recipients:Addresses MailTipsRequested
GetServiceConfiguration ActingAs:EmailAddress RequestedConfiguration:any
GetRoomLists
GetRooms RoomList:EmailAddress
GetInboxRules MailboxSmtpAddress
GetUserPhoto Email SizeRequested
`
