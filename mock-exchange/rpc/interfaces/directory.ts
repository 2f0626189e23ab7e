// NSPI, the address book ([MS-OXNSPI] 3.1.4.1), over RPC. What it does is in mock-exchange/nspi; here are its stubs.
//
//   0 Bind ─▶ context handle ─▶ 2 UpdateStat · 3 QueryRows · 12 GetSpecialTable · 19, 20 ResolveNames … ─▶ 1 Unbind

import { rpcInterfaces } from '../../../protocols/dcerpc/index.ts'
import { directoryPort, storePort } from '../ports.ts'
import type { RpcInterface } from '../types.ts'
import { bind, unbind } from './directory/binding.ts'
import { dnToMId, resolveNames, resolveNamesW } from './directory/names.ts'
import {
  getIdsFromNames,
  getNamesFromIds,
  getPropList,
  getProps,
  getTemplateInfo,
  queryColumns,
} from './directory/properties.ts'
import { modLinkAtt, modProps } from './directory/refused.ts'
import {
  compareMIds,
  getMatches,
  getSpecialTable,
  queryRows,
  resortRestriction,
  seekEntries,
  updateStat,
} from './directory/tables.ts'

export const directory: RpcInterface = {
  name: 'MS NT Directory NSP Interface',
  syntax: rpcInterfaces.nspi,
  ports: [directoryPort, storePort],
  operations: {
    0: bind,
    1: unbind,
    2: updateStat,
    3: queryRows,
    4: seekEntries,
    5: getMatches,
    6: resortRestriction,
    7: dnToMId,
    8: getPropList,
    9: getProps,
    10: compareMIds,
    11: modProps,
    12: getSpecialTable,
    13: getTemplateInfo,
    14: modLinkAtt,
    16: queryColumns,
    17: getNamesFromIds,
    18: getIdsFromNames,
    19: resolveNames,
    20: resolveNamesW,
  },
}
