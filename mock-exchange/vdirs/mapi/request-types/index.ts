import type { MapiRequestType } from '../request-type.ts'
import type { Endpoint } from '../session.ts'
import { compareMIds } from './address-book/compare-mids.ts'
import { dnToMId } from './address-book/dn-to-mid.ts'
import { getMatches } from './address-book/get-matches.ts'
import { getPropList } from './address-book/get-prop-list.ts'
import { getProps } from './address-book/get-props.ts'
import { getSpecialTable } from './address-book/get-special-table.ts'
import { getTemplateInfo } from './address-book/get-template-info.ts'
import { modLinkAtt } from './address-book/mod-link-att.ts'
import { modProps } from './address-book/mod-props.ts'
import { queryColumns } from './address-book/query-columns.ts'
import { queryRows } from './address-book/query-rows.ts'
import { resolveNames } from './address-book/resolve-names.ts'
import { resortRestriction } from './address-book/resort-restriction.ts'
import { seekEntries } from './address-book/seek-entries.ts'
import { updateStat } from './address-book/update-stat.ts'
import { getAddressBookUrl, getMailboxUrl } from './address-book/urls.ts'
import { bind } from './bind.ts'
import { connect } from './connect.ts'
import { disconnect } from './disconnect.ts'
import { execute } from './execute.ts'
import { notificationWait } from './notification-wait.ts'
import { ping } from './ping.ts'
import { unbind } from './unbind.ts'

const requestTypes: readonly MapiRequestType[] = [
  connect,
  execute,
  disconnect,
  notificationWait,
  ping,
  bind,
  unbind,
  compareMIds,
  dnToMId,
  getMatches,
  getPropList,
  getProps,
  getSpecialTable,
  getTemplateInfo,
  modLinkAtt,
  modProps,
  queryColumns,
  queryRows,
  resolveNames,
  resortRestriction,
  seekEntries,
  updateStat,
  getMailboxUrl,
  getAddressBookUrl,
]

/** The request type of that name at an endpoint; undefined for one that there is not. Names are read in any case. */
export function findRequestType(name: string, endpoint: Endpoint): MapiRequestType | undefined {
  const wanted = name.toLowerCase()
  return requestTypes.find((type) => type.name.toLowerCase() === wanted && type.endpoints.includes(endpoint))
}
