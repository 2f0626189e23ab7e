// `t:UserConfiguration` as clients give it and are given it ([MS-OXWSUSRCFG] 2.2.4).

import { folderEntryId } from '../../mailbox/entry-id.ts'
import type { Folder } from '../../mailbox/folders.ts'
import { guidOf } from '../../mailbox/guid.ts'
import type { Mailbox } from '../../mailbox/mailbox.ts'
import type { DictionaryValue, UserConfiguration } from '../../mailbox/user-configurations.ts'
import { attributeOf, childOf, childrenOf, type Element, textOf } from '../../xml/document.ts'
import { type Markup, markup } from '../../xml/markup.ts'
import { EwsError, schemaFault } from './errors.ts'
import { findFolder } from './folder-reference.ts'
import { encodeEwsId, folderIdElement } from './item-id.ts'
import { typesNamespace } from './namespaces.ts'
import { type EwsCall, requiredChild } from './operation.ts'
import { readBase64, readBoolean } from './values.ts'

/** UserConfigurationDictionaryObjectTypesType. */
const types = new Set([
  'DateTime',
  'Boolean',
  'Byte',
  'String',
  'Integer32',
  'UnsignedInteger32',
  'Integer64',
  'UnsignedInteger64',
  'StringArray',
  'ByteArray',
])

/** Which configuration a request is about. */
export interface ConfigurationName {
  readonly mailbox: Mailbox
  readonly folder: Folder
  readonly name: string
}

/** Reads `UserConfigurationName`. @throws EwsFault for an incomplete one, EwsError for a folder that is not there */
export function readConfigurationName(element: Element, call: EwsCall): ConfigurationName {
  const reference =
    childOf(element, typesNamespace, 'DistinguishedFolderId') ?? childOf(element, typesNamespace, 'FolderId')
  const name = attributeOf(element, 'Name')
  if (reference === undefined || name === undefined) {
    throw schemaFault(`The element '${element.localName}' has incomplete content.`)
  }
  return { ...findFolder(reference, call), name }
}

/** Reads what a configuration holds. @throws EwsFault for what the schema does not know, EwsError for keys that are no texts */
export function readConfiguration(element: Element): Omit<UserConfiguration, 'version'> {
  const dictionary = childOf(element, typesNamespace, 'Dictionary')
  const bytes = (name: string): Buffer | undefined => {
    const data = childOf(element, typesNamespace, name)
    return data && readBase64(data.textContent)
  }
  return {
    dictionary: dictionary && childrenOf(dictionary, typesNamespace, 'DictionaryEntry').map(readEntry),
    xmlData: bytes('XmlData'),
    binaryData: bytes('BinaryData'),
  }
}

function readEntry(entry: Element): [DictionaryValue, DictionaryValue | undefined] {
  const key = readValue(requiredChild(entry, typesNamespace, 'DictionaryKey'))
  const value = childOf(entry, typesNamespace, 'DictionaryValue')
  return [key, value === undefined || value.children.length === 0 ? undefined : readValue(value)]
}

function readValue(element: Element): DictionaryValue {
  const type = textOf(childOf(element, typesNamespace, 'Type')) ?? ''
  if (!types.has(type)) throw schemaFault(`The 'Type' element is invalid - The value '${type}' is invalid.`)
  const values = childrenOf(element, typesNamespace, 'Value').map(({ textContent }) => textContent)
  if (values.length === 0) throw schemaFault(`The element '${element.localName}' has incomplete content: 'Value'.`)
  if (values.length > 1 && type !== 'StringArray') {
    throw new EwsError('ErrorInvalidValueForProperty', `There is more than one value of type ${type}.`)
  }
  // .NET has parsed and written it again.
  return { type, values: type === 'Boolean' ? values.map((value) => String(readBoolean(value))) : values }
}

/** UserConfigurationPropertyType, and what each of its words shows. */
const shown = ['Id', 'Dictionary', 'XmlData', 'BinaryData'] as const

/** Which parts an answer has. @throws EwsFault for words that the schema does not know */
export function readConfigurationProperties(element: Element): ReadonlySet<string> {
  const words = (textOf(element) ?? '').split(/\s+/)
  const unknown = words.find((word) => word !== 'All' && !(shown as readonly string[]).includes(word))
  if (unknown !== undefined) {
    throw schemaFault(`The 'UserConfigurationProperties' element is invalid - The value '${unknown}' is invalid.`)
  }
  return new Set(words.includes('All') ? shown : words)
}

/** `m:UserConfiguration` with the parts that were asked for. */
export function configurationElement(
  { mailbox, folder, name }: ConfigurationName,
  configuration: UserConfiguration,
  parts: ReadonlySet<string>,
): Markup {
  const { dictionary, xmlData, binaryData, version } = configuration
  const data = (element: string, bytes: Buffer | undefined): Markup | undefined =>
    bytes && parts.has(element) ? markup`<t:${element}>${bytes.toString('base64')}</t:${element}>` : undefined
  const entries = dictionary?.map(
    ([key, value]) =>
      markup`<t:DictionaryEntry>${valueElement('DictionaryKey', key)}${
        value === undefined ? nothing : valueElement('DictionaryValue', value)
      }</t:DictionaryEntry>`,
  )
  const reference =
    folder.name === undefined
      ? folderIdElement(mailbox, folder)
      : markup`<t:DistinguishedFolderId Id="${folder.name}"/>`
  return markup`<m:UserConfiguration><t:UserConfigurationName Name="${name}">${reference}</t:UserConfigurationName>${
    parts.has('Id') ? idElement({ mailbox, folder, name }, version) : undefined
  }${parts.has('Dictionary') && entries ? markup`<t:Dictionary>${entries}</t:Dictionary>` : undefined}${data(
    'XmlData',
    xmlData,
  )}${data('BinaryData', binaryData)}</m:UserConfiguration>`
}

const nothing = markup`<t:DictionaryValue xsi:nil="true"/>`

function valueElement(element: string, { type, values }: DictionaryValue): Markup {
  const list = values.map((value) => markup`<t:Value>${value}</t:Value>`)
  return markup`<t:${element}><t:Type>${type}</t:Type>${list}</t:${element}>`
}

/** A configuration is an associated item of its folder; its id says which, and leads nowhere else. */
function idElement({ mailbox, folder, name }: ConfigurationName, version: number): Markup {
  const key = Buffer.from(guidOf('configuration', name.toLowerCase()).replaceAll('-', ''), 'hex')
  const { mailboxGuid } = mailbox.user
  const id = encodeEwsId({ mailboxGuid, entryId: folderEntryId(mailbox.provider, folder.id), attachment: key })
  const changeKey = Buffer.from(`CQAA${version}`).toString('base64')
  return markup`<t:ItemId Id="${id}" ChangeKey="${changeKey}"/>`
}
