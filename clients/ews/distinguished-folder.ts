import * as z from 'zod'

/** A default folder of a mailbox, by its name in EWS (DistinguishedFolderIdNameType). */
export const distinguishedFolder = z
  .enum(['inbox', 'calendar', 'contacts', 'drafts', 'sentitems', 'deleteditems', 'outbox'])
  .default('inbox')
  .describe('a distinguished folder')
