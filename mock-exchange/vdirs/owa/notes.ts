import { lookupTable } from '../../../base/lookup-table.ts'

/** What the page after an action says, by the word in its URL. */
const notes = lookupTable<string>({
  sent: 'Your message has been sent.',
  saved: 'Your draft has been saved.',
  deleted: 'The message has been moved to Deleted Items.',
  gone: 'The message has been deleted for good.',
  moved: 'The message has been moved.',
  folder: 'The folder has been created.',
})

/** The text for a word of `note=`; undefined for any other. */
export function noteOf(word: string | null): string | undefined {
  return word === null ? undefined : notes[word]
}
