// A phone: it keeps its policy key, its folders and the keys of what it has synchronised, and does on its own what a real
// one does when the server sends it elsewhere or to get its policy.
//
//   command ─▶ 451: there, from now on ─▶ 449, Status 142 to 144: Provision, then once more ─▶ answer

import { ProtocolSyntaxError } from '../../protocols/syntax-error.ts'
import { childAt, decodeWbxml, encodeWbxml, tagsOf, textAt, type WbxmlElement } from '../../protocols/wbxml/index.ts'
import type { Facts } from '../action-run.ts'
import { type HttpRequest, type HttpResponse, headerValue } from '../http/index.ts'
import { answered, logOnRefused, placeOf } from '../words.ts'
import { commandUrl, type DeviceSetup, information, userAgent } from './device.ts'
import { foldersIn, type PhoneFolder } from './folders.ts'
import { statusText, wantsPolicy } from './status.ts'

/** What a phone remembers from one action to the next. */
export interface PhoneMemory {
  /** Where a 451 has sent it. */
  url: URL | undefined
  policyKey: string
  folderKey: string
  readonly folders: Map<string, PhoneFolder>
  /** Keys and items of each collection by its id. */
  readonly collections: Map<string, { key: string; readonly items: Map<string, { subject: string; date: string }> }>
  /** Messages sent, for ClientId. */
  sent: number
}

/** A phone that has just been taken out of its box. */
export function blankMemory(): PhoneMemory {
  return { url: undefined, policyKey: '0', folderKey: '0', folders: new Map(), collections: new Map(), sent: 0 }
}

/** Why a phone cannot go on: a sentence, and what is to be said beside it. */
export class PhoneRefusal extends Error {
  override readonly name = 'PhoneRefusal'
  readonly facts: Facts
  /** Of an answer that has no document. */
  readonly httpStatus: number | undefined

  constructor(message: string, facts: Facts = {}, httpStatus?: number) {
    super(message)
    this.facts = facts
    this.httpStatus = httpStatus
  }
}

/** How a phone's requests reach the server. */
export type PhoneSend = (request: HttpRequest) => Promise<HttpResponse>

/** What a single request may have of its own. */
type RequestOptions = Pick<HttpRequest, 'answerWithin' | 'onSent'>

/** Places that a phone may be sent on to before it is a circle. */
const mostRedirects = 5

const provisionTag = tagsOf('Provision')
const settingsTag = tagsOf('Settings')

export class Phone {
  readonly setup: DeviceSetup
  readonly memory: PhoneMemory
  readonly #send: PhoneSend
  /** Times that it was sent elsewhere, and that it fetched its policy, since it was made. */
  redirects = 0
  provisions = 0

  constructor(setup: DeviceSetup, memory: PhoneMemory, send: PhoneSend) {
    this.setup = setup
    this.memory = memory
    this.#send = send
  }

  /** Where it turns to: the URL given, or where a 451 has sent it since. */
  get url(): URL {
    return this.memory.url ?? this.setup.url
  }

  /** `14.1` as 141. */
  get version(): number {
    return Math.round(Number(this.setup.version) * 10)
  }

  /** The versions that the server speaks; the phone goes where it is sent. @throws CauseError, PhoneRefusal */
  async options(): Promise<string> {
    const response = await this.#request({ method: 'OPTIONS' }, 'OPTIONS')
    const versions = headerValue(response.headers, 'ms-asprotocolversions')
    if (response.status !== 200 || versions === undefined) throw new PhoneRefusal(`OPTIONS: ${answered(response)}.`)
    return versions
  }

  /**
   * Sends a command; undefined for an answer without content. It gets its policy when the server asks for that.
   * @throws CauseError, ProtocolSyntaxError, PhoneRefusal
   */
  async command(
    name: string,
    document: WbxmlElement | Buffer | undefined,
    options: RequestOptions = {},
  ): Promise<WbxmlElement | undefined> {
    const first = await this.#ask(name, document, options)
    if (!wantsPolicy(first.status)) return first.root
    await this.provision()
    const second = await this.#ask(name, document, options)
    if (wantsPolicy(second.status)) {
      throw new PhoneRefusal(`${placeOf(this.url)} wants a policy again and again: ${statusText(second.status)}.`, {
        status: second.status ?? '',
      })
    }
    return second.root
  }

  /** Gets the policy, in two phases, and keeps its key. The answer is the policy. */
  async provision(): Promise<WbxmlElement | undefined> {
    this.provisions += 1
    this.memory.policyKey = '0'
    const members = Object.entries(information).map(([tag, text]) => settingsTag(tag, text))
    const told = settingsTag('DeviceInformation', settingsTag('Set', ...members, settingsTag('UserAgent', userAgent)))
    const first = await this.#policy(this.version >= 141 ? [told] : [])
    const policy = childAt(first, 'Data', 'EASProvisionDoc')
    const temporary = textAt(first, 'PolicyKey')
    // Status 2: the server has no policy for this user, and wants no key.
    if (textAt(first, 'Status') === '2' || temporary === undefined) return policy
    this.memory.policyKey = temporary
    const last = await this.#policy([], provisionTag('PolicyKey', temporary), provisionTag('Status', '1'))
    this.memory.policyKey = textAt(last, 'PolicyKey') ?? '0'
    return policy
  }

  /** Learns its folders, or what has changed of them. */
  async folderSync(): Promise<ReadonlyMap<string, PhoneFolder>> {
    const tag = tagsOf('FolderHierarchy')
    const { folders } = this.memory
    const root = await this.command('FolderSync', tag('FolderSync', tag('SyncKey', this.memory.folderKey)))
    const status = root && textAt(root, 'Status')
    if (status === '9' && this.memory.folderKey !== '0') {
      this.forgetFolders()
      return this.folderSync()
    }
    if (root === undefined) throw new ProtocolSyntaxError('WBXML', 'FolderSync was answered without content')
    if (status !== '1') {
      throw new PhoneRefusal(`${placeOf(this.url)} refused FolderSync: ${statusText(status)}.`, {
        folderSyncStatus: status ?? '',
      })
    }
    this.memory.folderKey = textAt(root, 'SyncKey') ?? '0'
    for (const { id, change } of foldersIn(root)) {
      if (change === undefined) folders.delete(id)
      else folders.set(id, change)
    }
    return folders
  }

  /** The id of a folder by its type, such as 2 for the Inbox. @throws PhoneRefusal when there is none */
  async folderOfType(type: string): Promise<string> {
    const folders = await this.folderSync()
    const found = [...folders].find(([, folder]) => folder.type === type)
    if (found !== undefined) return found[0]
    throw new PhoneRefusal(`${placeOf(this.url)} has no folder of type ${type} for the device.`, {
      folderSyncStatus: '1',
    })
  }

  /** Begins anew, as a device must whose keys are no longer valid. */
  forgetFolders(): void {
    this.memory.folderKey = '0'
    this.memory.folders.clear()
    this.memory.collections.clear()
  }

  async #policy(before: readonly WbxmlElement[], ...rest: readonly WbxmlElement[]): Promise<WbxmlElement> {
    const type = provisionTag('PolicyType', 'MS-EAS-Provisioning-WBXML')
    const policies = provisionTag('Policies', provisionTag('Policy', type, ...rest))
    const { root, status } = await this.#ask('Provision', provisionTag('Provision', ...before, policies), {})
    const policy = root && childAt(root, 'Policies', 'Policy')
    const policyStatus = policy && textAt(policy, 'Status')
    if (root !== undefined && childAt(root, 'RemoteWipe') !== undefined) {
      throw new PhoneRefusal(`${placeOf(this.url)} orders the device to erase itself.`, { wipe: true })
    }
    if (status !== '1' || policy === undefined || (policyStatus !== '1' && policyStatus !== '2')) {
      const which = policyStatus ?? status
      throw new PhoneRefusal(`${placeOf(this.url)} refused to provision the device: ${statusText(which)}.`, {
        provisionStatus: which ?? '',
      })
    }
    return policy
  }

  async #ask(name: string, document: WbxmlElement | Buffer | undefined, options: RequestOptions) {
    const body = document === undefined || Buffer.isBuffer(document) ? document : encodeWbxml(document)
    const type = Buffer.isBuffer(document) ? 'message/rfc822' : 'application/vnd.ms-sync.wbxml'
    const response = await this.#request(
      { method: 'POST', headers: [['Content-Type', type]], body: body ?? Buffer.alloc(0), ...options },
      name,
    )
    if (response.status === 449) return { root: undefined, status: '142' }
    if (response.status === 403) {
      const why = headerValue(response.headers, 'x-ms-aserror') ?? ''
      throw new PhoneRefusal(`${name}: ${answered(response)}${why === '' ? '' : ` (${why})`}.`, { reason: why }, 403)
    }
    if (response.status !== 200) throw new PhoneRefusal(`${name}: ${answered(response)}.`, {}, response.status)
    if (response.body.length === 0) return { root: undefined, status: undefined }
    const root = decodeWbxml(response.body)
    if (root.tag !== name) throw new ProtocolSyntaxError('WBXML', `${root.tag} came in answer to ${name}`)
    const status = textAt(root, 'Status')
    if (status === '129' || status === '126' || status === '140' || status === '177') {
      const facts = name === 'FolderSync' ? { status, folderSyncStatus: status } : { status }
      throw new PhoneRefusal(`${placeOf(this.url)} refused ${name}: ${statusText(status)}.`, facts)
    }
    return { root, status }
  }

  /** Sends a request to where the device belongs. @throws PhoneRefusal for 401 and for a 451 that leads nowhere */
  async #request(given: Omit<HttpRequest, 'url'>, command: string): Promise<HttpResponse> {
    for (let redirects = 0; redirects <= mostRedirects; redirects++) {
      const setup = { ...this.setup, url: this.url }
      const response = await this.#send({
        ...given,
        url: command === 'OPTIONS' ? this.url : commandUrl(setup, command),
        headers: [
          ['User-Agent', userAgent],
          ['MS-ASProtocolVersion', setup.version],
          ['X-MS-PolicyKey', this.memory.policyKey],
          ...(given.headers ?? []),
        ],
        scheme: setup.auth,
        account: setup.account,
      })
      if (response.status === 401) {
        const { summary, facts } = logOnRefused(response, setup.auth, {
          ...setup.account,
          mailbox: '',
          mailboxGuid: '',
        })
        throw new PhoneRefusal(summary, facts, 401)
      }
      if (response.status !== 451) return response
      const location = headerValue(response.headers, 'x-ms-location') ?? ''
      if (!URL.canParse(location)) {
        throw new PhoneRefusal(`${placeOf(this.url)} sends the device elsewhere, but does not say where (451).`)
      }
      this.memory.url = new URL(location)
      this.redirects += 1
    }
    throw new PhoneRefusal(`The device is sent on and on, last to ${placeOf(this.url)} (451).`)
  }
}
