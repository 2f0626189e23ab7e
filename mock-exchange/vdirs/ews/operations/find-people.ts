import { attributeOf, childOf, descendantOf, type Element, textOf } from '../../../xml/document.ts'
import { markup } from '../../../xml/markup.ts'
import { EwsError, schemaFault } from '../errors.ts'
import { findFolder, ownMailbox } from '../folder-reference.ts'
import { messagesNamespace, typesNamespace } from '../namespaces.ts'
import { attempt, type EwsCall, type EwsOperation, requiredChild } from '../operation.ts'
import { directoryPersonas, type Persona, personaById, personaContent, personaOf } from '../persona.ts'
import { readRestriction } from '../restriction.ts'
import { readPaging } from '../view.ts'

/**
 * People of a folder of contacts, of the directory, or of both when no folder is named (Exchange 2013, [MS-OXWSPERS]). Of the
 * shapes IdOnly gives ids, all others what is known of a person.
 */
export const findPeople: EwsOperation = {
  name: 'FindPeople',
  run(request, call) {
    const part = (name: string): Element | undefined => childOf(request, messagesNamespace, name)
    const restriction = part('Restriction')
    const holds = restriction && readRestriction<Persona, string>(restriction, subject)
    // Each word once: a text may have millions of them.
    const query = [...new Set(textOf(part('QueryString'))?.toLowerCase().split(/\s+/).filter(Boolean))]
    const shape = part('PersonaShape')
    const idOnly = shape !== undefined && textOf(childOf(shape, typesNamespace, 'BaseShape')) === 'IdOnly'
    const named = shape !== undefined && descendantOf(shape, typesNamespace, 'AdditionalProperties') !== undefined
    return attempt(() => {
      const found = people(part('ParentFolderId'), call).filter((one) => (holds?.(one) ?? true) && isCalled(one, query))
      const { entries } = readPaging(request, 'Item')(sorted(found, part('SortOrder')))
      const first = found.length === 0 ? 0 : found.indexOf(entries[0] ?? (found[0] as Persona))
      const told = entries.map((one) => markup`<t:Persona>${personaContent(one, idOnly && !named)}</t:Persona>`)
      return markup`<m:People>${told}</m:People><m:TotalNumberOfPeopleInView>${found.length}</m:TotalNumberOfPeopleInView><m:FirstMatchingRowIndex>0</m:FirstMatchingRowIndex><m:FirstLoadedRowIndex>${first}</m:FirstLoadedRowIndex>`
    })
  },
}

function people(parent: Element | undefined, call: EwsCall): Persona[] {
  const [reference] = parent?.children ?? []
  if (reference !== undefined && attributeOf(reference, 'Id') === 'directory') return directoryPersonas(call)
  const { mailbox, folder } =
    reference === undefined
      ? { mailbox: ownMailbox(call), folder: ownMailbox(call).folder('contacts') }
      : findFolder(reference, call)
  const contacts = mailbox.items(folder).flatMap((item) => personaOf(mailbox, item) ?? [])
  return reference === undefined ? [...contacts, ...directoryPersonas(call)] : contacts
}

/** Whether each of the words begins a word of what a person is called, or an address. */
function isCalled({ values, emails }: Persona, query: readonly string[]): boolean {
  if (query.length === 0) return true
  const texts = [...values.values(), ...emails.map(({ address }) => address)].join(' ').toLowerCase()
  const names = texts.split(/[\s,]+/)
  return query.every((word) => names.some((name) => name.startsWith(word)))
}

/** Properties of people in restrictions and orders. */
const subject = {
  readPath,
  valueAt: (name: string, { id, values }: Persona) => (name === 'PersonaId' ? id : values.get(name)),
  typeAt: () => 'text' as const,
}

function readPath(element: Element): string {
  const [, name] = /^persona:(\w+)$/.exec(attributeOf(element, 'FieldURI') ?? '') ?? []
  if (name !== undefined) return name
  throw new EwsError('ErrorUnsupportedPathForQuery', 'People are searched and sorted by properties of personas.')
}

const collator = new Intl.Collator('en')

function sorted(found: readonly Persona[], element: Element | undefined): readonly Persona[] {
  const signs = new Map<string, number>()
  for (const field of element?.children ?? []) {
    const [path] = field.children
    if (path === undefined) throw schemaFault("The element 'FieldOrder' is invalid.")
    const name = readPath(path)
    // What is equal by a property is so when it is named again.
    if (!signs.has(name)) signs.set(name, attributeOf(field, 'Order') === 'Descending' ? -1 : 1)
  }
  const compare = (a: Persona, b: Persona): number => {
    for (const [name, sign] of signs) {
      const result = sign * collator.compare(a.values.get(name) ?? '', b.values.get(name) ?? '')
      if (result !== 0) return result
    }
    return 0
  }
  return found.toSorted(compare)
}

/** One person, of an id that FindPeople gave. */
export const getPersona: EwsOperation = {
  name: 'GetPersona',
  answersIn: 'GetPersonaResponseMessage',
  run(request, call) {
    const id = childOf(request, messagesNamespace, 'PersonaId') ?? requiredChild(request, typesNamespace, 'PersonaId')
    return attempt(() => {
      const persona = personaById(attributeOf(id, 'Id') ?? '', call)
      if (persona === undefined) throw new EwsError('ErrorItemNotFound', 'The persona was not found.')
      return markup`<m:Persona>${personaContent(persona, false)}</m:Persona>`
    })
  },
}
