import { lookupTable } from '../../../base/lookup-table.ts'

/** What the page after a form says, by the word in its URL. */
const notes = lookupTable<string>({
  saved: 'Your changes have been saved. They are in effect once the application pool is recycled, or after iisreset.',
  directory:
    'Your changes have been saved in Active Directory. The service host carries them to IIS every 15 minutes; then a recycle or iisreset is needed.',
  unchanged: 'There was nothing to change.',
  recycled: 'The application pool has been recycled.',
  reset: 'IIS has been restarted.',
  replies: 'Your automatic replies have been saved.',
})

/** The text for a word of `note=`; undefined for any other. */
export function ecpNote(word: string | null): string | undefined {
  return word === null ? undefined : notes[word]
}
