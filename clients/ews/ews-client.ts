// A client of Exchange Web Services: operations as typed calls, over the HTTP client of a running action.

import type { ActionRun } from '../action-run.ts'
import { type AuthenticationScheme, type HttpResponse, headerValue } from '../http/index.ts'
import type { ActionResult } from '../types.ts'
import { answered, logOnRefused, placeOf, quoted } from '../words.ts'
import { childrenNamed, type Element, escapeXml, firstNamed, parseXml, textOf } from '../xml.ts'

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

const envelope = (operation: string): string =>
  `<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"><s:Header><t:RequestServerVersion Version="Exchange2013"/></s:Header><s:Body>${operation}</s:Body></s:Envelope>`

export class EwsClient {
  readonly #run: ActionRun
  readonly #url: URL
  readonly #auth: AuthenticationScheme

  constructor(run: ActionRun, url: URL, auth: AuthenticationScheme) {
    this.#run = run
    this.#url = url
    this.#auth = auth
  }

  /**
   * Sends one operation, given as XML in which `m:` and `t:` are bound.
   * @returns the answer's envelope, all of whose response messages are successes
   * @throws EwsRefusal when it is refused by EWS or by a layer before it; CauseError when nothing answers
   */
  async call(operation: string): Promise<Element> {
    const response = await this.#run.send({
      url: this.#url,
      method: 'POST',
      headers: [
        ['User-Agent', 'ExchangeServicesClient/15.00.0847.030'],
        ['Content-Type', 'text/xml; charset=utf-8'],
        ['Accept', 'text/xml'],
      ],
      body: Buffer.from(envelope(operation)),
      scheme: this.#auth,
      account: this.#auth === 'none' ? undefined : this.#run.user,
    })
    const root = this.#envelopeOf(response)
    const code = [...root.getElementsByTagNameNS('*', 'ResponseCode')]
      .map(({ textContent }) => textContent?.trim())
      .find((one) => one !== 'NoError')
    if (code === undefined && textOf(root, 'ResponseCode') !== undefined) return root
    const text = textOf(root, 'MessageText') ?? textOf(root, 'faultstring') ?? 'it says no more'
    throw new EwsRefusal(`${placeOf(this.#url)} refused: ${code ?? 'no response code'}, ${quoted(text)}.`, code)
  }

  /** Items of a distinguished folder, newest first, at most 1,000. @throws as `call` */
  async findItems(folder: string, subject?: string): Promise<readonly FoundItem[]> {
    const restriction =
      subject === undefined
        ? ''
        : `<m:Restriction><t:IsEqualTo><t:FieldURI FieldURI="item:Subject"/><t:FieldURIOrConstant><t:Constant Value="${escapeXml(
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
      `<m:GetItem><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape><t:BodyType>Text</t:BodyType><t:AdditionalProperties><t:FieldURI FieldURI="item:Body"/></t:AdditionalProperties></m:ItemShape><m:ItemIds><t:ItemId Id="${escapeXml(
        id,
      )}"/></m:ItemIds></m:GetItem>`,
    )
    return textOf(root, 'Body') ?? ''
  }

  /** Sends a message and keeps a copy in Sent Items. @throws as `call` */
  async send({ to, subject, text }: Letter): Promise<void> {
    const recipients = to
      .map((address) => `<t:Mailbox><t:EmailAddress>${escapeXml(address)}</t:EmailAddress></t:Mailbox>`)
      .join('')
    await this.call(
      `<m:CreateItem MessageDisposition="SendAndSaveCopy"><m:SavedItemFolderId><t:DistinguishedFolderId Id="sentitems"/></m:SavedItemFolderId><m:Items><t:Message><t:Subject>${escapeXml(
        subject,
      )}</t:Subject><t:Body BodyType="Text">${escapeXml(
        text,
      )}</t:Body><t:ToRecipients>${recipients}</t:ToRecipients></t:Message></m:Items></m:CreateItem>`,
    )
  }

  /** The XML of an answer. Errors of EWS itself travel in 200, and in 500 with a SOAP fault; all else is another's. */
  #envelopeOf(response: HttpResponse): Element {
    if (response.status === 401) {
      const { summary, facts } = logOnRefused(response, this.#auth, this.#run.context.as)
      throw new EwsRefusal(summary, undefined, facts)
    }
    const isXml = /^text\/xml\b/i.test(headerValue(response.headers, 'content-type') ?? '')
    if (!isXml || (response.status !== 200 && response.status !== 500)) {
      throw new EwsRefusal(`${answered(response)}.`, undefined)
    }
    return parseXml(response.body, `The answer of ${placeOf(this.#url)}`)
  }
}

/** Does something with a client; what EWS refuses becomes a failed result. */
export async function withEws(
  run: ActionRun,
  { url, auth }: { readonly url: URL; readonly auth: AuthenticationScheme },
  work: (client: EwsClient) => Promise<ActionResult>,
): Promise<ActionResult> {
  try {
    return await work(new EwsClient(run, url, auth))
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
