import { lookupTable } from '../../../base/lookup-table.ts'
import { plainText } from '../body-text.ts'
import type { ContactContent } from '../item.ts'

const phoneTypes = lookupTable<string>({
  BusinessPhone: 'WORK',
  HomePhone: 'HOME',
  MobilePhone: 'CELL',
  BusinessFax: 'WORK,FAX',
  HomeFax: 'HOME,FAX',
  Pager: 'PAGER',
})

/** A contact as vCard 3.0 (RFC 2426), as Exchange gives it. */
export function writeContact(contact: ContactContent): string {
  const { displayName, surname, givenName, middleName, company, jobTitle, emails, phones } = contact
  const note = plainText(contact)
  const lines: (readonly [name: string, ...parts: string[]])[] = [
    ['FN', displayName],
    ['N', surname, givenName, middleName, '', ''],
    ...emails.filter(({ address }) => address !== '').map(({ address }) => ['EMAIL;TYPE=INTERNET', address] as const),
    ...(company === '' ? [] : [['ORG', company] as const]),
    ...(jobTitle === '' ? [] : [['TITLE', jobTitle] as const]),
    ...[...phones].map(([key, number]) => [`TEL;TYPE=${phoneTypes[key] ?? 'VOICE'}`, number] as const),
    ...(note === '' ? [] : [['NOTE', note] as const]),
  ]
  const body = lines.map(([name, ...parts]) => folded(`${name}:${parts.map(escaped).join(';')}`))
  return ['BEGIN:VCARD', 'PROFILE:VCARD', 'VERSION:3.0', ...body, 'END:VCARD', ''].join('\r\n')
}

function escaped(text: string): string {
  return text.replace(/[\\;,]/g, (character) => `\\${character}`).replace(/\r?\n/g, '\\n')
}

/** Lines of at most 75 characters, as RFC 2425 section 5.8.1 wants them. */
function folded(line: string): string {
  const [first = ''] = /^.{0,75}/su.exec(line) ?? []
  return first + line.slice(first.length).replace(/.{1,74}/gsu, '\r\n $&')
}
