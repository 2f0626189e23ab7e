// The directory of a domain controller, by LDAP on port 389.
//
//   connection ─▶ messages ─┬▶ bind    (bind.ts)
//                           ├▶ search  (search.ts; nobody but who is logged on sees more than the root DSE)
//                           └▶ the rest is refused

import { createServer, type Socket } from 'node:net'
import {
  decodeRequest,
  encodeEntry,
  encodeOutcome,
  type LdapEntry,
  type LdapOutcome,
  LdapSplitter,
  ldapResponse,
  ldapResult,
  type SearchRequest,
} from '../../protocols/ldap/index.ts'
import { ProtocolSyntaxError } from '../../protocols/syntax-error.ts'
import type { UserPlan } from '../../topology/lab-plan.ts'
import { ldapPort } from '../../topology/plan/domain-controllers.ts'
import { type Accounts, createAccounts } from '../auth/accounts.ts'
import { netbiosNameOf } from '../exchange-server.ts'
import type { DirectorySetup, StartedDirectory } from '../types.ts'
import { BindSession, type ControllerNames } from './bind.ts'
import { directoryEntries } from './entries.ts'
import { search } from './search.ts'

/** Bytes of a request; Active Directory takes 10 MB, and no client of Exchange a thousandth of it. */
const longestRequest = 65_536

/** Milliseconds without a request: MaxConnIdleTime of Active Directory, 900 s. */
const idleTime = 900_000

/** Starts the directory on a free port of 127.0.0.1. */
export async function startDirectory(setup: DirectorySetup): Promise<StartedDirectory> {
  const { plan, domain, netbios, users } = setup
  const entries = directoryEntries(setup)
  const accounts = createAccounts(users, domain)
  const names: ControllerNames = {
    netbiosComputer: netbiosNameOf(plan.fqdn),
    netbiosDomain: netbios,
    dnsComputer: plan.fqdn,
    dnsDomain: domain,
  }
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    new DirectoryConnection(socket, { entries, accounts, names })
  })
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    })
  })
  return {
    plan,
    sockets: [{ endpoint: { address: plan.address, port: ldapPort }, tls: false, port }],
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

interface Directory {
  readonly entries: readonly LdapEntry[]
  readonly accounts: Accounts
  readonly names: ControllerNames
}

class DirectoryConnection {
  readonly #socket: Socket
  readonly #directory: Directory
  readonly #splitter = new LdapSplitter(longestRequest)
  readonly #bind: BindSession
  /** Requests that came and wait for their turn: whoever does not read its answers gets no more of them. */
  readonly #waiting: Buffer[] = []
  #user: UserPlan | undefined

  constructor(socket: Socket, directory: Directory) {
    this.#socket = socket
    this.#directory = directory
    this.#bind = new BindSession(directory.names, directory.accounts)
    socket.setTimeout(idleTime, () => socket.destroy())
    // Who breaks a connection gets no answer.
    socket.on('error', () => socket.destroy())
    socket.on('data', (bytes: Buffer) => this.#receive(bytes))
    socket.on('drain', () => this.#work())
  }

  #receive(bytes: Buffer): void {
    this.#orEnd(() => this.#waiting.push(...this.#splitter.push(bytes)))
    this.#work()
  }

  /** Answers what waits as long as the client takes the answers; nothing more is read from it meanwhile. */
  #work(): void {
    this.#orEnd(() => {
      while (!this.#socket.writableNeedDrain) {
        const message = this.#waiting.shift()
        if (message === undefined) break
        this.#answer(message)
      }
    })
    if (this.#waiting.length > 0) this.#socket.pause()
    else this.#socket.resume()
  }

  /** RFC 4511 section 4.1.1: what cannot be read ends the connection; section 4.4.1 has the notice that says so. */
  #orEnd(work: () => void): void {
    try {
      work()
    } catch (error) {
      if (!(error instanceof ProtocolSyntaxError)) throw error
      const notice = { code: ldapResult.protocolError, message: 'The server cannot decode the request.' }
      this.#waiting.length = 0
      this.#socket.end(encodeOutcome(0, 0x78, notice))
      this.#socket.removeAllListeners('data')
    }
  }

  #answer(bytes: Buffer): void {
    const { id, operation, criticalControls } = decodeRequest(bytes)
    const reply = (tag: number, outcome: LdapOutcome): void => {
      this.#socket.write(encodeOutcome(id, tag, outcome))
    }
    switch (operation.kind) {
      case 'bind': {
        const { outcome, user } = this.#bind.step(operation)
        this.#user = user
        reply(ldapResponse.bind, outcome)
        return
      }
      case 'search': {
        if (criticalControls.length > 0) {
          reply(ldapResponse.searchDone, { code: ldapResult.unavailableCriticalExtension })
          return
        }
        const { found, outcome } = this.#search(operation)
        for (const entry of found) this.#socket.write(encodeEntry(id, entry))
        reply(ldapResponse.searchDone, outcome)
        return
      }
      case 'unbind':
        this.#waiting.length = 0
        this.#socket.end()
        return
      case 'abandon':
        return
      case 'other':
        reply(operation.response, {
          code: ldapResult.unwillingToPerform,
          message: '0000209A: SvcErr: DSID-031A1081, problem 5003 (WILL_NOT_PERFORM)',
        })
    }
  }

  #search(request: SearchRequest): ReturnType<typeof search> {
    if (this.#user === undefined && request.base !== '') {
      const message =
        '000004DC: LdapErr: DSID-0C0907E9, comment: In order to perform this operation a successful bind must be completed on the connection., data 0, v2580'
      return { found: [], outcome: { code: ldapResult.operationsError, message } }
    }
    return search(this.#directory.entries, request)
  }
}
