// What a remote shell begins and ends with ([MS-WSMV] 3.1.4.5: Create, Command, Send, Receive, Signal, Delete).

import type { UserPlan } from '../../../topology/lab-plan.ts'
import { type Markup, markup } from '../../xml/markup.ts'
import { wsManFaults } from './faults.ts'
import { maxConcurrency, type Shells } from './shells.ts'
import { shellNamespace, transferNamespace, type WsManOutcome, type WsManRequest } from './wsman.ts'

const exchangeResource = 'http://schemas.microsoft.com/powershell/Microsoft.Exchange'

/** Least value of MaxEnvelopeSize that a service must take ([DSP0226] rule R13.1-3), bytes. */
const leastEnvelope = 8_192

/** What an operation acts for. */
export interface Caller {
  readonly user: UserPlan
  readonly shells: Shells
  /** Host as the client asked for it. */
  readonly host: string
}

type Operation = (asked: WsManRequest, caller: Caller) => WsManOutcome

const inShell: Operation = ({ shellId }, { user, shells }) => {
  if (shellId === undefined) return wsManFaults.noShellSelector()
  return shells.has(shellId, user) ? wsManFaults.nothingRuns() : wsManFaults.shellNotFound(shellId)
}

const operations: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  [`${transferNamespace}/Create`, create],
  [`${transferNamespace}/Delete`, remove],
  ...['Command', 'Send', 'Receive', 'Signal', 'Disconnect', 'Reconnect', 'Connect'].map((name): [string, Operation] => [
    `${shellNamespace}/${name}`,
    inShell,
  ]),
])

/** Runs a request of WS-Management; whatever is wrong with it is the fault that says so. */
export function operate(asked: WsManRequest, caller: Caller): WsManOutcome {
  const { action, resourceUri, maxEnvelopeSize } = asked
  if (action === undefined) return wsManFaults.headerRequired('Action')
  if (maxEnvelopeSize !== undefined && maxEnvelopeSize < leastEnvelope) {
    return wsManFaults.envelopeTooSmall(leastEnvelope)
  }
  const operation = operations.get(action)
  if (operation === undefined) return wsManFaults.unknownAction(action)
  if (resourceUri?.toLowerCase() !== exchangeResource.toLowerCase()) return wsManFaults.unknownResource(resourceUri)
  return operation(asked, caller)
}

function create({ options, wantedShellId }: WsManRequest, { user, shells, host }: Caller): WsManOutcome {
  for (const { name, value, mustComply } of options) {
    if (name.toLowerCase() === 'protocolversion') {
      // PowerShell 2 to 5 speak 2.x of the remoting protocol ([MS-PSRP] 2.2.2.1).
      if (!/^2\.\d+$/.test(value)) return wsManFaults.optionValue(name, value)
    } else if (mustComply) return wsManFaults.unknownOption(name)
  }
  const shellId = shells.open(user, wantedShellId)
  if (shellId === undefined) return wsManFaults.tooManyShells(maxConcurrency)
  return { status: 200, action: `${transferNamespace}/CreateResponse`, body: created(shellId, user, host) }
}

function remove({ shellId }: WsManRequest, { user, shells }: Caller): WsManOutcome {
  if (shellId === undefined) return wsManFaults.noShellSelector()
  if (!shells.close(shellId, user)) return wsManFaults.shellNotFound(shellId)
  return { status: 200, action: `${transferNamespace}/DeleteResponse`, body: markup`` }
}

function created(shellId: string, user: UserPlan, host: string): Markup {
  return markup`<x:ResourceCreated xmlns:x="${transferNamespace}"><a:Address>https://${
    host
  }/PowerShell/</a:Address><a:ReferenceParameters><w:ResourceURI>${
    exchangeResource
  }</w:ResourceURI><w:SelectorSet><w:Selector Name="ShellId">${
    shellId
  }</w:Selector></w:SelectorSet></a:ReferenceParameters></x:ResourceCreated><rsp:Shell xmlns:rsp="${
    shellNamespace
  }"><rsp:ShellId>${shellId}</rsp:ShellId><rsp:ResourceUri>${exchangeResource}</rsp:ResourceUri><rsp:Owner>${
    user.domain
  }\\${user.user}</rsp:Owner><rsp:InputStreams>stdin pr</rsp:InputStreams><rsp:OutputStreams>stdout</rsp:OutputStreams></rsp:Shell>`
}
