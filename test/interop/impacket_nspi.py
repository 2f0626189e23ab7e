"""The address book with impacket's NSPI client: `impacket_nspi.py HOST:PORT DOMAIN USER PASSWORD`. Prints one JSON object
for each try. Calls are sealed, as exchanger.py makes them. mail.contoso.com is found at HOST:PORT.
"""

import json
import socket
import sys

from impacket.dcerpc.v5 import nspi, transport
from impacket.dcerpc.v5.rpcrt import DCERPCException

ENTRY, DOMAIN, USER, PASSWORD = sys.argv[1:5]
dial = socket.create_connection
socket.create_connection = lambda address, *rest, **more: dial((ENTRY.split(':')[0], int(ENTRY.split(':')[1])), *rest, **more)

NAME, SMTP, ACCOUNT, CONTAINER, GUID = 0x3001001F, 0x39FE001F, 0x3A00001F, 0xFFFD0003, 0x8C6D0102


def tried(name, action):
    try:
        result = action()
    except DCERPCException as error:
        result = 'refused: %s' % error
    print(json.dumps({'try': name, 'result': result}), flush=True)


rpc = transport.DCERPCTransportFactory('ncacn_http:[6004,RpcProxy=mail.contoso.com:443]')
rpc.set_rpc_proxy_url('https://mail.contoso.com/rpc/rpcproxy.dll')
rpc.set_credentials(USER, PASSWORD, DOMAIN)
dce = rpc.get_dce_rpc()
dce.set_credentials(USER, PASSWORD, DOMAIN)
dce.set_auth_level(6)
dce.connect()
dce.bind(nspi.MSRPC_UUID_NSPI)
stat = nspi.STAT()
stat['CodePage'] = nspi.CP_TELETEX
handle = nspi.hNspiBind(dce, stat)['contextHandle']


def rows(answer):
    return nspi.simplifyPropertyRowSet(answer['ppRows'])


def count(container):
    table = nspi.STAT()
    table['CodePage'] = nspi.CP_TELETEX
    table['ContainerID'] = container
    return nspi.hNspiUpdateStat(dce, handle, table)['pStat']['TotalRecs']


def containers():
    return {row[NAME]: count(row[CONTAINER]) for row in rows(nspi.hNspiGetSpecialTable(dce, handle))}


def page(start, size):
    table = nspi.STAT()
    table['CodePage'] = nspi.CP_TELETEX
    table['CurrentRec'] = start
    answer = nspi.hNspiQueryRows(dce, handle, pStat=table, Count=size, pPropTags=[ACCOUNT, SMTP, 0x1234001F])
    return answer['pStat']['CurrentRec'], rows(answer)


def paged():
    found, at = [], 0
    while at != nspi.MID_END_OF_TABLE:
        at, some = page(at, 1)
        found += [[row[ACCOUNT], row[SMTP], sorted(hex(tag) for tag in row)] for row in some]
    return found


def resolved(names):
    answer = nspi.hNspiResolveNamesW(dce, handle, pPropTags=[SMTP, GUID], paStr=names)
    mids = [mid['Data'] for mid in answer['ppMIds']['aulPropTag']]
    return mids, [row[SMTP] for row in rows(answer)]


def columns():
    return len(nspi.hNspiQueryColumns(dce, handle)['ppColumns']['aulPropTag'])


def unbound():
    return nspi.hNspiUnbind(dce, handle)['ErrorCode']


tried('containers', containers)
tried('rows', paged)
tried('names', lambda: resolved(['alice@contoso.com', 'bob', 'nobody']))
tried('columns', columns)
tried('no such container', lambda: count(4711))
tried('unbound', unbound)
tried('after that', columns)
