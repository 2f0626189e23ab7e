"""Outlook Anywhere with impacket: `impacket_rpc.py HOST:PORT DOMAIN USER PASSWORD`. Prints one JSON object for each try.

Impacket dials what its URL names; here mail.contoso.com is found at HOST:PORT.
"""

import json
import socket
import sys

from impacket.dcerpc.v5 import epm, mgmt, rpcrt, transport
from impacket.dcerpc.v5.rpcrt import DCERPCException
from impacket.uuid import bin_to_string, uuidtup_to_bin

ENTRY, DOMAIN, USER, PASSWORD = sys.argv[1:5]
dial = socket.create_connection
socket.create_connection = lambda address, *rest, **more: dial((ENTRY.split(':')[0], int(ENTRY.split(':')[1])), *rest, **more)


def connect(port, level, password=PASSWORD, interface=mgmt.MSRPC_UUID_MGMT):
    rpc = transport.DCERPCTransportFactory('ncacn_http:[%d,RpcProxy=mail.contoso.com:443]' % port)
    rpc.set_rpc_proxy_url('https://mail.contoso.com/rpc/rpcproxy.dll')
    # HTTP's own log-on is always right; it is RPC's that is tried.
    rpc.set_credentials(USER, PASSWORD, DOMAIN)
    dce = rpc.get_dce_rpc()
    if level > 1:
        dce.set_credentials(USER, password, DOMAIN)
        dce.set_auth_type(rpcrt.RPC_C_AUTHN_WINNT)
        dce.set_auth_level(level)
    dce.connect()
    if interface is not None:
        dce.bind(interface)
    return dce


def interfaces(dce):
    answer = mgmt.hinq_if_ids(dce)
    vector = answer['if_id_vector']
    return [bin_to_string(bytes(vector['if_id'][n]['Data']['Uuid'])).lower() for n in range(vector['count'])]


def tried(name, action):
    try:
        result = action()
    except DCERPCException as error:
        result = 'refused: %s' % error
    print(json.dumps({'try': name, 'result': result}), flush=True)


def mapped(level):
    dce = connect(593, level, interface=None)
    return epm.hept_map('', uuidtup_to_bin(('F5CC5A18-4264-101A-8C59-08002B2F8426', '56.0')), protocol='ncacn_http', dce=dce)


def looked_up(level):
    dce = connect(593, level, interface=None)
    entries = epm.hept_lookup(None, dce=dce)
    return sorted({bytes(entry['annotation']).rstrip(b'\0').decode() for entry in entries})


def listening():
    return mgmt.his_server_listening(connect(6001, 6))['status']


for level in (1, 2, 5, 6):
    tried('level %d' % level, lambda: interfaces(connect(6004, level)))
tried('wrong password', lambda: interfaces(connect(6004, 6, 'wrong')))
tried('map', lambda: mapped(1))
tried('map, sealed', lambda: mapped(6))
tried('look up', lambda: looked_up(1))
tried('listening', listening)
