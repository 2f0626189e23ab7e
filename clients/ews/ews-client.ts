// A client of Exchange Web Services: operations as typed calls, over the HTTP client of a running action.

import { escapeMarkup } from '../../base/escape-markup.ts'
import type { ActionRun } from '../action-run.ts'
import type { ActionResult } from '../types.ts'
import { placeOf } from '../words.ts'
import { childrenNamed, type Element, firstNamed, textOf } from '../xml.ts'
import { type EwsService, ewsEnvelope, ewsReason, ewsRequest } from './operation.ts'

/** The service did not do what it was asked; the message is a sentence in the words of results. */
export class EwsRefusal extends Error {
  override readonly name = 'EwsRefusal'
  /** ResponseCodeType such as ErrorItemNotFound; undefined when the answer came from a layer before EWS. */
  readonly code: string | undefined
  readonly facts: ActionResult['facts']

  constructor(sentence: string, code: string | undefined, facts: ActionResult['facts'] = {}) {
    super(sentence)
    this.code = code
    this.facts = facts
  }
}

/** An item in a list. */
export interface FoundItem {
  readonly id: string
  readonly changeKey: string
  readonly subject: string
  /** Address of the sender; empty for an item without one. */
  readonly from: string
  readonly read: boolean
}

/** A message that is to be sent. */
export interface Letter {
  readonly to: readonly string[]
  readonly subject: string
  readonly text: string
}

export class EwsClient {
  readonly #run: ActionRun
  readonly #service: EwsService

  constructor(run: ActionRun, service: EwsService) {
    this.#run = run
    this.#service = service
  }

  /**
   * Sends one operation, given as XML in which `m:` and `t:` are bound.
   * @returns the answer's envelope, all of whose response messages are successes
   * @throws EwsRefusal when it is refused by EWS or by a layer before it; CauseError when nothing answers
   */
  async call(operation: string): Promise<Element> {
    const response = await this.#run.send(ewsRequest(this.#service, () => this.#run.user, operation))
    const answer = ewsEnvelope(this.#run, this.#service, response)
    if ('refused' in answer) throw new EwsRefusal(answer.refused.summary, undefined, answer.refused.facts)
    const { root } = answer
    const code = [...root.getElementsByTagNameNS('*', 'ResponseCode')]
      .map(({ textContent }) => textContent?.trim())
      .find((one) => one !== 'NoError')
    if (code === undefined && textOf(root, 'ResponseCode') !== undefined) return root
    throw new EwsRefusal(`${placeOf(this.#service.url)} refused: ${ewsReason(root, code)}.`, code)
  }

  /** Items of a distinguished folder, newest first, at most 1,000. @throws as `call` */
  async findItems(folder: string, subject?: string): Promise<readonly FoundItem[]> {
    const restriction =
      subject === undefined
        ? ''
        : `<m:Restriction><t:IsEqualTo><t:FieldURI FieldURI="item:Subject"/><t:FieldURIOrConstant><t:Constant Value="${escapeMarkup(
            subject,
          )}"/></t:FieldURIOrConstant></t:IsEqualTo></m:Restriction>`
    const root = await this.call(
      `<m:FindItem Traversal="Shallow"><m:ItemShape><t:BaseShape>Default</t:BaseShape></m:ItemShape><m:IndexedPageItemView MaxEntriesReturned="1000" Offset="0" BasePoint="Beginning"/>${restriction}<m:SortOrder><t:FieldOrder Order="Descending"><t:FieldURI FieldURI="item:DateTimeReceived"/></t:FieldOrder></m:SortOrder><m:ParentFolderIds><t:DistinguishedFolderId Id="${folder}"/></m:ParentFolderIds></m:FindItem>`,
    )
    const items = firstNamed(root, 'Items')
    return items === undefined ? [] : elementsIn(items).map(foundItem)
  }

  /** The text of an item. @throws as `call` */
  async textOf(id: string): Promise<string> {
    const root = await this.call(
      `<m:GetItem><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape><t:BodyType>Text</t:BodyType><t:AdditionalProperties><t:FieldURI FieldURI="item:Body"/></t:AdditionalProperties></m:ItemShape><m:ItemIds><t:ItemId Id="${escapeMarkup(
        id,
      )}"/></m:ItemIds></m:GetItem>`,
    )
    return textOf(root, 'Body') ?? ''
  }

  /** Sends a message and keeps a copy in Sent Items. @throws as `call` */
  async send({ to, subject, text }: Letter): Promise<void> {
    const recipients = to
      .map((address) => `<t:Mailbox><t:EmailAddress>${escapeMarkup(address)}</t:EmailAddress></t:Mailbox>`)
      .join('')
    await this.call(
      `<m:CreateItem MessageDisposition="SendAndSaveCopy"><m:SavedItemFolderId><t:DistinguishedFolderId Id="sentitems"/></m:SavedItemFolderId><m:Items><t:Message><t:Subject>${escapeMarkup(
        subject,
      )}</t:Subject><t:Body BodyType="Text">${escapeMarkup(
        text,
      )}</t:Body><t:ToRecipients>${recipients}</t:ToRecipients></t:Message></m:Items></m:CreateItem>`,
    )
  }
}

/** Does something with a client; what EWS refuses becomes a failed result. */
export async function withEws(
  run: ActionRun,
  service: EwsService,
  work: (client: EwsClient) => Promise<ActionResult>,
): Promise<ActionResult> {
  try {
    return await work(new EwsClient(run, service))
  } catch (error) {
    if (!(error instanceof EwsRefusal)) throw error
    return run.failed(error.message, error.code === undefined ? error.facts : { responseCode: error.code })
  }
}

function elementsIn(parent: Element): Element[] {
  return [...parent.childNodes].filter((node): node is Element => node.nodeType === node.ELEMENT_NODE)
}

function foundItem(item: Element): FoundItem {
  const id = childrenNamed(item, 'ItemId')[0]
  const from = childrenNamed(item, 'From')[0]
  return {
    id: id?.getAttribute('Id') ?? '',
    changeKey: id?.getAttribute('ChangeKey') ?? '',
    subject: textOf(item, 'Subject') ?? '',
    from: (from && textOf(from, 'EmailAddress')) ?? '',
    read: textOf(item, 'IsRead') === 'true',
  }
}
